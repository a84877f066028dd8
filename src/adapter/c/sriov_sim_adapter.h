/*
 * sriov_sim_adapter.h: puts a driver's logic in C behind sriov-sim's line protocol (docs/line-protocol.md), so that
 * generated test suites run against it:
 *
 *     sriov-sim test SUITE.json --against ./my-driver
 *
 * One header, C99, nothing but the C library. Give ssa_serve two functions: `reset`, which brings the driver back to
 * its beginning, and `receive`, which takes one message; both send with ssa_begin ... ssa_end. What is read is bounded
 * (SSA_MAX_LINE, SSA_MAX_NODES, SSA_MAX_DEPTH) and never trusted. Not for several threads at once.
 *
 *     static void receive(ssa_session *s, const char *from, const char *to, const ssa_value *message) {
 *       if (strcmp(ssa_string(message, "type", ""), "MiniportPause") == 0) {
 *         ssa_begin(s, from, "MiniportPause.return");
 *         ssa_put_string(s, "status", "NDIS_STATUS_SUCCESS");
 *         ssa_end(s);
 *       }
 *     }
 */
#ifndef SRIOV_SIM_ADAPTER_H
#define SRIOV_SIM_ADAPTER_H

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a line, JSON values in it, and levels of nesting, at most. */
#ifndef SSA_MAX_LINE
#define SSA_MAX_LINE (256 * 1024)
#endif
#ifndef SSA_MAX_NODES
#define SSA_MAX_NODES 16384
#endif
#ifndef SSA_MAX_DEPTH
#define SSA_MAX_DEPTH 64
#endif

/* ------------------------------------------------------------------------------------------------ values */

typedef enum { SSA_NULL, SSA_BOOL, SSA_NUMBER, SSA_STRING, SSA_ARRAY, SSA_OBJECT } ssa_kind;

/* A JSON value that was read. Lives until the function that was given it returns. */
typedef struct ssa_value {
  ssa_kind kind;
  const char *key;    /* Its name in an object; NULL elsewhere. */
  const char *text;   /* Of a string: UTF-8, ends with NUL. Of a number: as it was written. */
  size_t length;      /* Of a string: in bytes, since it may contain NUL. Of an array or object: its members. */
  double number;
  long long integer;  /* The number, where is_integer is set. */
  int is_integer;
  int boolean;
  const struct ssa_value *child; /* The first member. */
  const struct ssa_value *next;  /* The next member of the same array or object. */
} ssa_value;

typedef struct {
  ssa_value nodes[SSA_MAX_NODES];
  size_t count;
  const char *error; /* What is wrong with the text, where it could not be read. */
} ssa_document;

/* The member of an object at this path, such as "parameters.vf"; "" is the value itself. NULL: there is none. */
static inline const ssa_value *ssa_get(const ssa_value *value, const char *path) {
  while (value != NULL && *path != '\0') {
    const ssa_value *found = NULL;
    const ssa_value *member;
    size_t length = strcspn(path, ".");
    if (value->kind != SSA_OBJECT) return NULL;
    /* As in JavaScript, the last one counts when a name is there twice. */
    for (member = value->child; member != NULL; member = member->next) {
      if (strlen(member->key) == length && memcmp(member->key, path, length) == 0) found = member;
    }
    value = found;
    path += length;
    if (*path == '.') path += 1;
  }
  return value;
}

static inline int ssa_has(const ssa_value *value, const char *path) { return ssa_get(value, path) != NULL; }

/* The text at the path; `otherwise` where there is none. */
static inline const char *ssa_string(const ssa_value *value, const char *path, const char *otherwise) {
  const ssa_value *found = ssa_get(value, path);
  return found != NULL && found->kind == SSA_STRING ? found->text : otherwise;
}

/* The whole number at the path. */
static inline long long ssa_integer(const ssa_value *value, const char *path, long long otherwise) {
  const ssa_value *found = ssa_get(value, path);
  return found != NULL && found->kind == SSA_NUMBER && found->is_integer ? found->integer : otherwise;
}

static inline double ssa_number(const ssa_value *value, const char *path, double otherwise) {
  const ssa_value *found = ssa_get(value, path);
  return found != NULL && found->kind == SSA_NUMBER ? found->number : otherwise;
}

static inline int ssa_bool(const ssa_value *value, const char *path, int otherwise) {
  const ssa_value *found = ssa_get(value, path);
  return found != NULL && found->kind == SSA_BOOL ? found->boolean : otherwise;
}

/* Whether the text at the path is this one. */
static inline int ssa_is(const ssa_value *value, const char *path, const char *text) {
  const ssa_value *found = ssa_get(value, path);
  return found != NULL && found->kind == SSA_STRING && strcmp(found->text, text) == 0;
}

/* Members of the array or object at the path; 0 where there is none. */
static inline size_t ssa_count(const ssa_value *value, const char *path) {
  const ssa_value *found = ssa_get(value, path);
  return found != NULL && (found->kind == SSA_ARRAY || found->kind == SSA_OBJECT) ? found->length : 0;
}

/* The member number n, from 0, of an array or object; NULL: there is none. */
static inline const ssa_value *ssa_at(const ssa_value *value, size_t n) {
  const ssa_value *member = NULL;
  if (value != NULL && (value->kind == SSA_ARRAY || value->kind == SSA_OBJECT)) member = value->child;
  while (member != NULL && n > 0) {
    member = member->next;
    n -= 1;
  }
  return member;
}

/* ------------------------------------------------------------------------------------------------ reading JSON */

typedef struct {
  char *at;
  char *end;
  int depth;
  ssa_document *document;
} ssa_reader;

static inline ssa_value *ssa_read_value(ssa_reader *reader);

static inline ssa_value *ssa_wrong(ssa_reader *reader, const char *why) {
  if (reader->document->error == NULL) reader->document->error = why;
  return NULL;
}

static inline void ssa_blanks(ssa_reader *reader) {
  while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) != NULL && *reader->at != '\0') reader->at += 1;
}

static inline int ssa_hex4(const char *at, const char *end, unsigned *value) {
  int n;
  *value = 0;
  if (end - at < 4) return 0;
  for (n = 0; n < 4; n += 1) {
    char c = at[n];
    unsigned digit;
    if (c >= '0' && c <= '9') digit = (unsigned)(c - '0');
    else if (c >= 'a' && c <= 'f') digit = (unsigned)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F') digit = (unsigned)(c - 'A') + 10;
    else return 0;
    *value = *value * 16 + digit;
  }
  return 1;
}

/* Writes a code point as UTF-8; the text that named it was longer. */
static inline char *ssa_utf8(char *to, unsigned long code) {
  if (code < 0x80) {
    *to++ = (char)code;
  } else if (code < 0x800) {
    *to++ = (char)(0xc0 | (code >> 6));
    *to++ = (char)(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    *to++ = (char)(0xe0 | (code >> 12));
    *to++ = (char)(0x80 | ((code >> 6) & 0x3f));
    *to++ = (char)(0x80 | (code & 0x3f));
  } else {
    *to++ = (char)(0xf0 | (code >> 18));
    *to++ = (char)(0x80 | ((code >> 12) & 0x3f));
    *to++ = (char)(0x80 | ((code >> 6) & 0x3f));
    *to++ = (char)(0x80 | (code & 0x3f));
  }
  return to;
}

/* One escape; gives where the text goes on, or NULL. */
static inline const char *ssa_escape(const char *from, const char *end, char **to) {
  unsigned unit;
  unsigned low;
  unsigned long code;
  if (from >= end) return NULL;
  switch (*from++) {
    case '"': *(*to)++ = '"'; return from;
    case '\\': *(*to)++ = '\\'; return from;
    case '/': *(*to)++ = '/'; return from;
    case 'b': *(*to)++ = '\b'; return from;
    case 'f': *(*to)++ = '\f'; return from;
    case 'n': *(*to)++ = '\n'; return from;
    case 'r': *(*to)++ = '\r'; return from;
    case 't': *(*to)++ = '\t'; return from;
    case 'u': break;
    default: return NULL;
  }
  if (!ssa_hex4(from, end, &unit)) return NULL;
  from += 4;
  code = unit;
  if (unit >= 0xd800 && unit < 0xdc00) {
    code = 0xfffd;
    if (end - from >= 6 && from[0] == '\\' && from[1] == 'u' && ssa_hex4(from + 2, end, &low) && low >= 0xdc00 &&
        low < 0xe000) {
      code = 0x10000 + ((unsigned long)(unit - 0xd800) << 10) + (low - 0xdc00);
      from += 6;
    }
  } else if (unit >= 0xdc00 && unit < 0xe000) {
    code = 0xfffd;
  }
  *to = ssa_utf8(*to, code);
  return from;
}

/* Decodes in place, from behind the opening quote; what comes out is never longer than what was there. */
static inline int ssa_read_text(ssa_reader *reader, const char **text, size_t *length) {
  const char *from = reader->at;
  char *to = reader->at;
  *text = reader->at;
  while (from < reader->end) {
    unsigned char c = (unsigned char)*from;
    if (c == '"') {
      *length = (size_t)(to - *text);
      *to = '\0';
      reader->at = (char *)from + 1;
      return 1;
    }
    if (c < 0x20) break;
    if (c != '\\') {
      *to++ = (char)c;
      from += 1;
      continue;
    }
    from = ssa_escape(from + 1, reader->end, &to);
    if (from == NULL) break;
  }
  ssa_wrong(reader, "a text is not closed, or has a wrong escape");
  return 0;
}

static inline ssa_value *ssa_new(ssa_reader *reader, ssa_kind kind) {
  ssa_document *document = reader->document;
  ssa_value *value;
  if (document->count >= SSA_MAX_NODES) return ssa_wrong(reader, "too many values in one line (SSA_MAX_NODES)");
  value = &document->nodes[document->count++];
  memset(value, 0, sizeof *value);
  value->kind = kind;
  return value;
}

static inline int ssa_is_digit(const ssa_reader *reader) {
  return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
}

static inline ssa_value *ssa_read_number(ssa_reader *reader) {
  ssa_value *value = ssa_new(reader, SSA_NUMBER);
  char *start = reader->at;
  char buffer[64];
  size_t length;
  int whole = 1;
  if (value == NULL) return NULL;
  if (*reader->at == '-') reader->at += 1;
  if (!ssa_is_digit(reader)) return ssa_wrong(reader, "a number has no digits");
  if (*reader->at == '0') reader->at += 1;
  else while (ssa_is_digit(reader)) reader->at += 1;
  if (reader->at < reader->end && *reader->at == '.') {
    whole = 0;
    reader->at += 1;
    if (!ssa_is_digit(reader)) return ssa_wrong(reader, "a number ends with a point");
    while (ssa_is_digit(reader)) reader->at += 1;
  }
  if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E')) {
    whole = 0;
    reader->at += 1;
    if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-')) reader->at += 1;
    if (!ssa_is_digit(reader)) return ssa_wrong(reader, "a number has an exponent without digits");
    while (ssa_is_digit(reader)) reader->at += 1;
  }
  length = (size_t)(reader->at - start);
  if (length >= sizeof buffer) return ssa_wrong(reader, "a number has more than 63 characters");
  memcpy(buffer, start, length);
  buffer[length] = '\0';
  value->text = start;
  value->length = length;
  value->number = strtod(buffer, NULL);
  if (whole) {
    errno = 0;
    value->integer = strtoll(buffer, NULL, 10);
    value->is_integer = errno == 0;
  }
  return value;
}

static inline ssa_value *ssa_read_word(ssa_reader *reader, const char *word, ssa_kind kind, int boolean) {
  size_t length = strlen(word);
  ssa_value *value;
  if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0) {
    return ssa_wrong(reader, "there is no JSON value where one must be");
  }
  value = ssa_new(reader, kind);
  if (value == NULL) return NULL;
  reader->at += length;
  value->boolean = boolean;
  return value;
}

static inline ssa_value *ssa_read_members(ssa_reader *reader, ssa_kind kind, char close) {
  ssa_value *value = ssa_new(reader, kind);
  ssa_value *last = NULL;
  if (value == NULL) return NULL;
  if (reader->depth >= SSA_MAX_DEPTH) return ssa_wrong(reader, "nested too deeply (SSA_MAX_DEPTH)");
  reader->depth += 1;
  reader->at += 1;
  ssa_blanks(reader);
  while (reader->at < reader->end && *reader->at != close) {
    const char *key = NULL;
    ssa_value *member;
    if (last != NULL) {
      if (*reader->at != ',') return ssa_wrong(reader, "a comma is missing");
      reader->at += 1;
      ssa_blanks(reader);
    }
    if (kind == SSA_OBJECT) {
      size_t length;
      if (reader->at >= reader->end || *reader->at != '"') return ssa_wrong(reader, "a field has no name");
      reader->at += 1;
      if (!ssa_read_text(reader, &key, &length)) return NULL;
      ssa_blanks(reader);
      if (reader->at >= reader->end || *reader->at != ':') return ssa_wrong(reader, "a colon is missing");
      reader->at += 1;
    }
    member = ssa_read_value(reader);
    if (member == NULL) return NULL;
    member->key = key;
    if (last == NULL) value->child = member;
    else last->next = member;
    last = member;
    value->length += 1;
    ssa_blanks(reader);
  }
  if (reader->at >= reader->end) return ssa_wrong(reader, "an object or list is not closed");
  reader->at += 1;
  reader->depth -= 1;
  return value;
}

static inline ssa_value *ssa_read_value(ssa_reader *reader) {
  ssa_value *value;
  ssa_blanks(reader);
  if (reader->at >= reader->end) return ssa_wrong(reader, "the text ends too early");
  switch (*reader->at) {
    case '{': return ssa_read_members(reader, SSA_OBJECT, '}');
    case '[': return ssa_read_members(reader, SSA_ARRAY, ']');
    case 't': return ssa_read_word(reader, "true", SSA_BOOL, 1);
    case 'f': return ssa_read_word(reader, "false", SSA_BOOL, 0);
    case 'n': return ssa_read_word(reader, "null", SSA_NULL, 0);
    case '"':
      value = ssa_new(reader, SSA_STRING);
      if (value == NULL) return NULL;
      reader->at += 1;
      return ssa_read_text(reader, &value->text, &value->length) ? value : NULL;
    default:
      if (*reader->at != '-' && !ssa_is_digit(reader)) {
        return ssa_wrong(reader, "there is no JSON value where one must be");
      }
      return ssa_read_number(reader);
  }
}

/* Reads `length` bytes of JSON, which it changes and which must stay; NULL: document->error says what is wrong. */
static inline const ssa_value *ssa_parse(ssa_document *document, char *text, size_t length) {
  ssa_reader reader;
  const ssa_value *value;
  document->count = 0;
  document->error = NULL;
  reader.at = text;
  reader.end = text + length;
  reader.depth = 0;
  reader.document = document;
  value = ssa_read_value(&reader);
  if (value == NULL) return NULL;
  ssa_blanks(&reader);
  return reader.at == reader.end ? value : ssa_wrong(&reader, "something stands behind the JSON value");
}

/* ------------------------------------------------------------------------------------------------ the driver */

typedef struct ssa_session ssa_session;

typedef struct {
  const char *name;
  /* Back to the beginning. `inputs`: what the subject is started with, by actor, such as "pf.numVFs". */
  void (*reset)(ssa_session *session, const ssa_value *inputs);
  /* Takes one message and does all that follows; when it returns, the driver is quiet. */
  void (*receive)(ssa_session *session, const char *from, const char *to, const ssa_value *message);
  /* May be NULL. What is shown besides messages, such as "bug check 0xD1"; NULL while all is well. */
  const char *(*status)(void);
  /* May be NULL. The name of the state that the driver is in, as the suite names it. */
  const char *(*state)(void);
  /* It cannot be reset: a new process for each test. */
  int restart;
} ssa_driver;

struct ssa_session {
  const ssa_driver *driver;
  FILE *out;
  int depth;         /* Of what is being built: 0 outside of ssa_begin ... ssa_end. */
  int needs_comma;
  int shows_state;   /* The suite observes states; else, the status. */
  int shows_status;
  const char *misuse; /* What the implementation did wrong with this header. */
  ssa_document document;
  char line[SSA_MAX_LINE + 1];
};

/* ------------------------------------------------------------------------------------------------ sending */

static inline void ssa_write_text(ssa_session *session, const char *text, size_t length) {
  size_t n;
  fputc('"', session->out);
  for (n = 0; n < length; n += 1) {
    unsigned char c = (unsigned char)text[n];
    if (c == '"' || c == '\\') fprintf(session->out, "\\%c", c);
    else if (c < 0x20) fprintf(session->out, "\\u%04x", c);
    else fputc(c, session->out);
  }
  fputc('"', session->out);
}

/* Before each member: its comma and its name; `key` NULL: in an array. */
static inline int ssa_member(ssa_session *session, const char *key) {
  if (session->depth == 0) {
    session->misuse = "ssa_put_... outside of ssa_begin and ssa_end";
    return 0;
  }
  if (session->needs_comma) fputc(',', session->out);
  session->needs_comma = 1;
  if (key != NULL) {
    ssa_write_text(session, key, strlen(key));
    fputc(':', session->out);
  }
  return 1;
}

/* A message begins. `from`: which actor sends it, where the subject is several; NULL where it is one. */
static inline void ssa_begin_from(ssa_session *session, const char *from, const char *to, const char *type) {
  if (session->depth != 0) session->misuse = "ssa_begin before ssa_end of the message before";
  fputs("{\"line\":\"sent\"", session->out);
  if (from != NULL) {
    fputs(",\"from\":", session->out);
    ssa_write_text(session, from, strlen(from));
  }
  fputs(",\"to\":", session->out);
  ssa_write_text(session, to, strlen(to));
  fputs(",\"message\":{\"type\":", session->out);
  ssa_write_text(session, type, strlen(type));
  session->depth = 1;
  session->needs_comma = 1;
}

static inline void ssa_begin(ssa_session *session, const char *to, const char *type) {
  ssa_begin_from(session, NULL, to, type);
}

/* The message is complete, and is sent. */
static inline void ssa_end(ssa_session *session) {
  if (session->depth != 1) session->misuse = "ssa_end with an object or array open, or without ssa_begin";
  fputs("}}\n", session->out);
  session->depth = 0;
}

static inline void ssa_put_string(ssa_session *session, const char *key, const char *text) {
  if (ssa_member(session, key)) ssa_write_text(session, text, strlen(text));
}

static inline void ssa_put_integer(ssa_session *session, const char *key, long long integer) {
  if (ssa_member(session, key)) fprintf(session->out, "%lld", integer);
}

static inline void ssa_put_bool(ssa_session *session, const char *key, int boolean) {
  if (ssa_member(session, key)) fputs(boolean ? "true" : "false", session->out);
}

static inline void ssa_put_null(ssa_session *session, const char *key) {
  if (ssa_member(session, key)) fputs("null", session->out);
}

static inline void ssa_open(ssa_session *session, const char *key, char bracket) {
  if (!ssa_member(session, key)) return;
  fputc(bracket, session->out);
  session->depth += 1;
  session->needs_comma = 0;
}

static inline void ssa_close(ssa_session *session, char bracket) {
  if (session->depth < 2) {
    session->misuse = "a ..._end without its ..._begin";
    return;
  }
  fputc(bracket, session->out);
  session->depth -= 1;
  session->needs_comma = 1;
}

static inline void ssa_object_begin(ssa_session *session, const char *key) { ssa_open(session, key, '{'); }
static inline void ssa_object_end(ssa_session *session) { ssa_close(session, '}'); }
static inline void ssa_array_begin(ssa_session *session, const char *key) { ssa_open(session, key, '['); }
static inline void ssa_array_end(ssa_session *session) { ssa_close(session, ']'); }

/* The same value as was read; NULL puts nothing. */
static inline void ssa_put_copy(ssa_session *session, const char *key, const ssa_value *value) {
  const ssa_value *member;
  if (value == NULL) return;
  switch (value->kind) {
    case SSA_NULL: ssa_put_null(session, key); break;
    case SSA_BOOL: ssa_put_bool(session, key, value->boolean); break;
    case SSA_NUMBER:
      if (ssa_member(session, key)) fwrite(value->text, 1, value->length, session->out);
      break;
    case SSA_STRING:
      if (ssa_member(session, key)) ssa_write_text(session, value->text, value->length);
      break;
    case SSA_ARRAY:
    case SSA_OBJECT:
      ssa_open(session, key, value->kind == SSA_ARRAY ? '[' : '{');
      for (member = value->child; member != NULL; member = member->next) {
        ssa_put_copy(session, value->kind == SSA_ARRAY ? NULL : member->key, member);
      }
      ssa_close(session, value->kind == SSA_ARRAY ? ']' : '}');
      break;
  }
}

/* The message is not taken, and nothing else happens. */
static inline void ssa_refuse(ssa_session *session, const char *why) {
  fputs("{\"line\":\"refused\",\"why\":", session->out);
  ssa_write_text(session, why, strlen(why));
  fputs("}\n", session->out);
}

/* ------------------------------------------------------------------------------------------------ serving */

static inline int ssa_failed(ssa_session *session, const char *why) {
  fputs("{\"line\":\"error\",\"why\":", session->out);
  ssa_write_text(session, why, strlen(why));
  fputs("}\n", session->out);
  fflush(session->out);
  return EXIT_FAILURE;
}

static inline void ssa_say_hello(ssa_session *session) {
  const ssa_driver *driver = session->driver;
  fputs("{\"line\":\"hello\",\"version\":1,\"quiet\":true", session->out);
  if (driver->restart) fputs(",\"restart\":true", session->out);
  fputs(",\"shows\":[", session->out);
  if (driver->status != NULL) fputs("\"status\"", session->out);
  if (driver->state != NULL) fputs(driver->status != NULL ? ",\"state\"" : "\"state\"", session->out);
  fputs("]", session->out);
  if (driver->name != NULL) {
    fputs(",\"name\":", session->out);
    ssa_write_text(session, driver->name, strlen(driver->name));
  }
  fputs("}\n", session->out);
}

static inline void ssa_say_quiet(ssa_session *session, long long n) {
  const ssa_driver *driver = session->driver;
  const char *shows = NULL;
  if (session->shows_status && driver->status != NULL) shows = driver->status();
  if (session->shows_state && driver->state != NULL) shows = driver->state();
  fprintf(session->out, "{\"line\":\"quiet\",\"n\":%lld", n);
  if (shows != NULL) {
    fputs(",\"shows\":", session->out);
    ssa_write_text(session, shows, strlen(shows));
  }
  fputs("}\n", session->out);
}

static inline int ssa_speaks_version(const ssa_value *hello, long long version) {
  const ssa_value *each = ssa_at(ssa_get(hello, "versions"), 0);
  for (; each != NULL; each = each->next) {
    if (ssa_integer(each, "", 0) == version) return 1;
  }
  return 0;
}

/* One line; 0: go on, 1: it was the last one, -1: what went wrong has been said. */
static inline int ssa_take(ssa_session *session, size_t length) {
  const ssa_value *line = ssa_parse(&session->document, session->line, length);
  if (line == NULL) {
    ssa_failed(session, session->document.error);
    return -1;
  }
  if (ssa_is(line, "line", "hello")) {
    if (!ssa_speaks_version(line, 1)) {
      ssa_failed(session, "this adapter speaks version 1 of the protocol only");
      return -1;
    }
    session->shows_status = ssa_is(line, "observes", "status");
    session->shows_state = ssa_is(line, "observes", "state");
    ssa_say_hello(session);
  } else if (ssa_is(line, "line", "reset")) {
    session->driver->reset(session, ssa_get(line, "inputs"));
    ssa_say_quiet(session, ssa_integer(line, "n", 0));
  } else if (ssa_is(line, "line", "deliver")) {
    const ssa_value *message = ssa_get(line, "message");
    if (message == NULL) {
      ssa_failed(session, "a delivery has no message");
      return -1;
    }
    session->driver->receive(session, ssa_string(line, "from", ""), ssa_string(line, "to", ""), message);
    ssa_say_quiet(session, ssa_integer(line, "n", 0));
  } else if (ssa_is(line, "line", "bye")) {
    fputs("{\"line\":\"bye\"}\n", session->out);
    fflush(session->out);
    return 1;
  }
  if (session->misuse != NULL) {
    ssa_failed(session, session->misuse);
    return -1;
  }
  return fflush(session->out) == 0 ? 0 : -1;
}

/* Serves the tester until it says bye or is gone. For main to return. */
static inline int ssa_serve(const ssa_driver *driver, FILE *in, FILE *out) {
  ssa_session *session = (ssa_session *)calloc(1, sizeof *session);
  size_t length = 0;
  int done = 0;
  int c;
  if (session == NULL) return EXIT_FAILURE;
  session->driver = driver;
  session->out = out;
  while (done == 0 && (c = getc(in)) != EOF) {
    if (c != '\n') {
      if (length >= SSA_MAX_LINE) {
        ssa_failed(session, "a line is longer than SSA_MAX_LINE");
        done = -1;
      } else {
        session->line[length++] = (char)c;
      }
    } else if (length > 0) {
      done = ssa_take(session, length);
      length = 0;
    }
  }
  free(session);
  return done < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif

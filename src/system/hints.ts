/** What XState says when a message cannot be sent, with what can be done about it in a system of actors. */

/** The error, or one that says more. */
export function withHint(error: unknown, ids: Iterable<string>): unknown {
  if (!(error instanceof Error)) return error;
  const target = /^Unable to send event to actor '(.*)' from machine/.exec(error.message)?.[1];
  if (target === '#_parent') {
    return new Error(`${error.message} Say whose child it is: 'parent' beside its machine`, {
      cause: error,
    });
  }
  if (target === undefined) return error;
  const there = [...ids].filter((id) => id !== 'environment');
  if (!there.includes(target)) {
    return new Error(
      `${error.message} It has no child of this id now, and the system no actor: there are ${there.join(', ')}`,
      {
        cause: error,
      },
    );
  }
  return new Error(
    `${error.message} A text names a child; a peer is reached with send('${target}', ...), or with ` +
      `sendTo(({ system }) => system.get('${target}'), ...)`,
    { cause: error },
  );
}

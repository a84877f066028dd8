/*
 * A small PF miniport's logic, the way a driver has it: what MiniportInitializeEx, MiniportOidRequest and the others
 * do with the adapter's own tables. sriov_sim_adapter.h plays NDIS and the hardware:
 *
 *     gcc -std=c99 -Wall -Wextra -Werror -I src/adapter/c -o pf_miniport docs/adapter/pf_miniport.c
 *     sriov-sim generate docs/adapter/pf-basic.ts --out pf-basic.json
 *     sriov-sim test pf-basic.json --against ./pf_miniport
 *
 * With -DBUG_1 ... -DBUG_5 it has a bug that drivers have had:
 *     1  OID_NIC_SWITCH_FREE_VF of a VF that is not allocated fails with a status that Driver Verifier forbids
 *     2  OID_NIC_SWITCH_FREE_VF says success and leaves the VF in the table
 *     3  a cancelled OID is completed at once, and again when the bus driver returns
 *     4  OIDs are served after the surprise removal
 *     5  the check of a block's length is off by one
 */
#include "sriov_sim_adapter.h"

#define MAX_VFS 64
#define MAX_BLOCKS 16
#define MAX_TOKEN 64
#define MAX_BLOCK_LENGTH 128 /* VPCI_MAX_READ_WRITE_BLOCK_SIZE */
#define INVALID_VF_ID 0xffff
#define INVALID_RID 0xffffffffLL
#define BLOCK_STRUCTURE_BYTES 20 /* NDIS_SRIOV_READ_VF_CONFIG_BLOCK_PARAMETERS before its data */

typedef enum {
  HALTED,
  REGISTERING, /* NdisMSetMiniportAttributes was called three times: */
  DESCRIBING,
  ANNOUNCING,
  PAUSED,
  RUNNING,
  HALTING,
  STOPPED /* by a bug check */
} ADAPTER_STATE;

typedef enum { NO_WORK, ENABLING, UNDOING, DISABLING, LOCATING } WORK;

typedef struct {
  int allocated;
  long long requestorId;
  char block[MAX_BLOCKS][MAX_TOKEN];
} VF;

typedef struct {
  /* From the registry and the hardware. */
  int numVFs;
  int totalVFs;
  int blocks;

  ADAPTER_STATE state;
  char callId[MAX_TOKEN]; /* MiniportInitializeEx or MiniportHaltEx that is under way */
  char caller[MAX_TOKEN];
  int surpriseRemoved;

  int switchVFs; /* of the NIC switch; 0: there is none */
  int builtVFs;
  int enabled; /* VF Enable was set through this driver */
  VF vf[MAX_VFS];

  /* The OID that returned NDIS_STATUS_PENDING. */
  WORK work;
  char oid[MAX_TOKEN];
  char oidId[MAX_TOKEN];
  int oidVf;
  const char *abortStatus;
} ADAPTER;

static ADAPTER adapter;

static void Copy(char *to, const char *from) {
  strncpy(to, from, MAX_TOKEN - 1);
  to[MAX_TOKEN - 1] = '\0';
}

/* ---------------------------------------------------------------------------------------------- calls to NDIS */

static void Return(ssa_session *ndis, const char *to, const char *routine, const char *id, const char *status) {
  char type[96];
  snprintf(type, sizeof type, "%s.return", routine);
  ssa_begin(ndis, to, type);
  ssa_put_string(ndis, "id", id);
  if (status != NULL) ssa_put_string(ndis, "status", status);
  ssa_end(ndis);
}

static void SetMiniportAttributes(ssa_session *ndis, const char *attributes) {
  ssa_begin(ndis, "ndis", "NdisMSetMiniportAttributes");
  ssa_put_string(ndis, "id", "adapter");
  ssa_put_string(ndis, "irql", "PASSIVE_LEVEL");
  ssa_put_string(ndis, "attributes", attributes);
  if (strcmp(attributes, "hardware-assist") == 0) {
    ssa_array_begin(ndis, "sriovCapabilities");
    if (adapter.numVFs > 0) {
      ssa_put_string(ndis, NULL, "NDIS_SRIOV_CAPS_SRIOV_SUPPORTED");
      ssa_put_string(ndis, NULL, "NDIS_SRIOV_CAPS_PF_MINIPORT");
    }
    ssa_array_end(ndis);
  }
  ssa_end(ndis);
}

static void EnableVirtualization(ssa_session *ndis, const char *id, int numVFs) {
  ssa_begin(ndis, "ndis", "NdisMEnableVirtualization");
  ssa_put_string(ndis, "id", id);
  ssa_put_string(ndis, "irql", "PASSIVE_LEVEL");
  ssa_put_integer(ndis, "numVFs", numVFs);
  ssa_put_bool(ndis, "enableVfMigration", 0);
  ssa_put_bool(ndis, "enableMigrationInterrupt", 0);
  ssa_put_bool(ndis, "enableVirtualization", numVFs > 0);
  ssa_end(ndis);
}

static void GetVirtualFunctionLocation(ssa_session *ndis, int vf) {
  ssa_begin(ndis, "ndis", "NdisMGetVirtualFunctionLocation");
  ssa_put_string(ndis, "id", "oid");
  ssa_put_string(ndis, "irql", "PASSIVE_LEVEL");
  ssa_put_integer(ndis, "vf", vf);
  ssa_end(ndis);
}

/* ---------------------------------------------------------------------------------------------- the tables */

static int IsAllocated(const ssa_value *parameters) {
  long long vf = ssa_integer(parameters, "vf", -1);
  return vf >= 0 && vf < MAX_VFS && adapter.vf[vf].allocated;
}

static int FreeVfId(void) {
  int vf = 0;
  while (vf < adapter.switchVFs && adapter.vf[vf].allocated) vf += 1;
  return vf < adapter.switchVFs ? vf : -1;
}

static int IsEmptySwitch(void) {
  int vf;
  for (vf = 0; vf < MAX_VFS; vf += 1) {
    if (adapter.vf[vf].allocated) return 0;
  }
  return 1;
}

static void ReleaseAll(void) {
  int vf;
  for (vf = 0; vf < MAX_VFS; vf += 1) adapter.vf[vf].allocated = 0;
  adapter.switchVFs = 0;
  adapter.builtVFs = 0;
  adapter.enabled = 0;
}

static void AllocateVf(int id, long long requestorId) {
  VF *vf = &adapter.vf[id];
  int block;
  vf->allocated = 1;
  vf->requestorId = requestorId;
  for (block = 0; block < adapter.blocks; block += 1) Copy(vf->block[block], "pf:init");
}

/* ---------------------------------------------------------------------------------------------- OIDs */

/* The return of MiniportOidRequest, up to what the result holds. */
static void BeginOidReturn(ssa_session *ndis, const char *oid, const char *id, const char *status) {
  ssa_begin(ndis, "ndis", "MiniportOidRequest.return");
  ssa_put_string(ndis, "id", id);
  ssa_put_string(ndis, "oid", oid);
  ssa_put_string(ndis, "status", status);
  ssa_object_begin(ndis, "result");
}

static void EndOid(ssa_session *ndis) {
  ssa_object_end(ndis);
  ssa_end(ndis);
}

static void ReturnOid(ssa_session *ndis, const char *oid, const char *id, const char *status) {
  BeginOidReturn(ndis, oid, id, status);
  EndOid(ndis);
}

static void BeginComplete(ssa_session *ndis, const char *status) {
  ssa_begin(ndis, "ndis", "NdisMOidRequestComplete");
  ssa_put_string(ndis, "id", adapter.oidId);
  ssa_put_string(ndis, "oid", adapter.oid);
  ssa_put_string(ndis, "status", status);
  ssa_object_begin(ndis, "result");
  adapter.work = NO_WORK;
}

static void Complete(ssa_session *ndis, const char *status) {
  BeginComplete(ndis, status);
  EndOid(ndis);
}

static void Pend(ssa_session *ndis, const char *oid, const char *id, WORK work) {
  Copy(adapter.oid, oid);
  Copy(adapter.oidId, id);
  adapter.work = work;
  adapter.abortStatus = NULL;
  ReturnOid(ndis, oid, id, "NDIS_STATUS_PENDING");
}

static int IsBlockOid(const char *oid) {
  return strcmp(oid, "OID_SRIOV_READ_VF_CONFIG_BLOCK") == 0 || strcmp(oid, "OID_SRIOV_WRITE_VF_CONFIG_BLOCK") == 0;
}

static long long BytesNeeded(const char *oid, const ssa_value *parameters) {
  return IsBlockOid(oid) ? BLOCK_STRUCTURE_BYTES + ssa_integer(parameters, "length", 0) : 0;
}

/* Why the OID cannot be carried out; NULL: it can. */
static const char *Refusal(const char *oid, const ssa_value *parameters) {
  long long switchId = ssa_integer(parameters, "switchId", 0);
  if (strcmp(oid, "OID_NIC_SWITCH_FREE_VF") == 0) {
#ifdef BUG_1
    return IsAllocated(parameters) ? NULL : "NDIS_STATUS_INVALID_PARAMETER";
#else
    return IsAllocated(parameters) ? NULL : "NDIS_STATUS_NOT_ACCEPTED";
#endif
  }
  if (strcmp(oid, "OID_NIC_SWITCH_DELETE_SWITCH") == 0) {
    int possible = adapter.switchVFs > 0 && switchId == 0 && IsEmptySwitch();
    return possible ? NULL : "NDIS_STATUS_NOT_ACCEPTED";
  }
  if (ssa_has(parameters, "bufferBytes") &&
      ssa_integer(parameters, "bufferBytes", 0) < BytesNeeded(oid, parameters)) {
    return "NDIS_STATUS_INVALID_LENGTH";
  }
  if (strcmp(oid, "OID_NIC_SWITCH_CREATE_SWITCH") == 0) {
    long long numVFs = ssa_integer(parameters, "numVFs", 0);
    if (adapter.switchVFs > 0) return "NDIS_STATUS_FAILURE";
    return switchId == 0 && numVFs >= 1 && numVFs <= adapter.totalVFs ? NULL : "NDIS_STATUS_INVALID_PARAMETER";
  }
  if (strcmp(oid, "OID_NIC_SWITCH_ALLOCATE_VF") == 0) {
    if (adapter.switchVFs == 0) return "NDIS_STATUS_NOT_SUPPORTED";
    if (ssa_integer(parameters, "vf", -1) != INVALID_VF_ID ||
        ssa_integer(parameters, "requestorId", -1) != INVALID_RID || switchId != 0) {
      return "NDIS_STATUS_INVALID_PARAMETER";
    }
    return FreeVfId() >= 0 ? NULL : "NDIS_STATUS_FAILURE";
  }
  if (IsBlockOid(oid)) {
    long long blockId = ssa_integer(parameters, "blockId", -1);
    long long length = ssa_integer(parameters, "length", -1);
    if (!IsAllocated(parameters) || blockId < 0 || blockId >= adapter.blocks) return "NDIS_STATUS_INVALID_PARAMETER";
#ifdef BUG_5
    if (length < 1 || length > MAX_BLOCK_LENGTH + 1) return "NDIS_STATUS_INVALID_PARAMETER";
#else
    if (length < 1 || length > MAX_BLOCK_LENGTH) return "NDIS_STATUS_INVALID_PARAMETER";
#endif
    return NULL;
  }
  return "NDIS_STATUS_NOT_SUPPORTED";
}

static void ReadBlock(ssa_session *ndis, const char *oid, const char *id, const ssa_value *parameters) {
  const VF *vf = &adapter.vf[ssa_integer(parameters, "vf", 0)];
  BeginOidReturn(ndis, oid, id, "NDIS_STATUS_SUCCESS");
  ssa_put_string(ndis, "block", vf->block[ssa_integer(parameters, "blockId", 0)]);
  ssa_put_integer(ndis, "count", ssa_integer(parameters, "length", 0));
  EndOid(ndis);
}

static void WriteBlock(ssa_session *ndis, const char *oid, const char *id, const ssa_value *parameters) {
  VF *vf = &adapter.vf[ssa_integer(parameters, "vf", 0)];
  Copy(vf->block[ssa_integer(parameters, "blockId", 0)], ssa_string(parameters, "block", ""));
  BeginOidReturn(ndis, oid, id, "NDIS_STATUS_SUCCESS");
  ssa_put_integer(ndis, "count", ssa_integer(parameters, "length", 0));
  EndOid(ndis);
}

static void MiniportOidRequest(ssa_session *ndis, const char *oid, const ssa_value *request) {
  const ssa_value *parameters = ssa_get(request, "parameters");
  const char *id = ssa_string(request, "id", "");
  const char *refusal;
#ifndef BUG_4
  if (adapter.surpriseRemoved) {
    ReturnOid(ndis, oid, id, "NDIS_STATUS_NOT_ACCEPTED");
    return;
  }
#endif
  refusal = Refusal(oid, parameters);
  if (refusal != NULL) {
    BeginOidReturn(ndis, oid, id, refusal);
    if (strcmp(refusal, "NDIS_STATUS_INVALID_LENGTH") == 0) {
      ssa_put_integer(ndis, "bytesNeeded", BytesNeeded(oid, parameters));
    }
    EndOid(ndis);
  } else if (strcmp(oid, "OID_NIC_SWITCH_CREATE_SWITCH") == 0) {
    adapter.builtVFs = (int)ssa_integer(parameters, "numVFs", 0);
    Pend(ndis, oid, id, ENABLING);
    EnableVirtualization(ndis, "oid", adapter.builtVFs);
  } else if (strcmp(oid, "OID_NIC_SWITCH_DELETE_SWITCH") == 0) {
    Pend(ndis, oid, id, DISABLING);
    EnableVirtualization(ndis, "oid", 0);
  } else if (strcmp(oid, "OID_NIC_SWITCH_ALLOCATE_VF") == 0) {
    adapter.oidVf = FreeVfId();
    Pend(ndis, oid, id, LOCATING);
    GetVirtualFunctionLocation(ndis, adapter.oidVf);
  } else if (strcmp(oid, "OID_NIC_SWITCH_FREE_VF") == 0) {
#ifndef BUG_2
    adapter.vf[ssa_integer(parameters, "vf", 0)].allocated = 0;
#endif
    ReturnOid(ndis, oid, id, "NDIS_STATUS_SUCCESS");
  } else if (strcmp(oid, "OID_SRIOV_READ_VF_CONFIG_BLOCK") == 0) {
    ReadBlock(ndis, oid, id, parameters);
  } else {
    WriteBlock(ndis, oid, id, parameters);
  }
}

/* The OID cannot be finished before the bus driver returns: it is only marked as given up. */
static void MiniportCancelOidRequest(ssa_session *ndis, const ssa_value *message) {
  if (adapter.work == NO_WORK || !ssa_is(message, "requestId", adapter.oidId)) return;
#ifdef BUG_3
  {
    WORK work = adapter.work;
    if (adapter.abortStatus == NULL) Complete(ndis, "NDIS_STATUS_REQUEST_ABORTED");
    adapter.work = work;
  }
#else
  (void)ndis;
#endif
  if (adapter.abortStatus == NULL) adapter.abortStatus = "NDIS_STATUS_REQUEST_ABORTED";
}

/* The work item that waited for the bus driver goes on. */
static void BusReturned(ssa_session *ndis, int succeeded, const ssa_value *message) {
  switch (adapter.work) {
    case ENABLING:
      if (succeeded) adapter.enabled = 1;
      if (succeeded && adapter.abortStatus != NULL) {
        adapter.work = UNDOING;
        EnableVirtualization(ndis, "oid", 0);
      } else if (adapter.abortStatus != NULL) {
        adapter.builtVFs = 0;
        Complete(ndis, adapter.abortStatus);
      } else if (!succeeded) {
        adapter.builtVFs = 0;
        Complete(ndis, "NDIS_STATUS_FAILURE");
      } else {
        adapter.switchVFs = adapter.builtVFs;
        Complete(ndis, "NDIS_STATUS_SUCCESS");
      }
      break;
    case UNDOING:
      adapter.builtVFs = adapter.switchVFs = adapter.enabled = 0;
      Complete(ndis, adapter.abortStatus);
      break;
    case DISABLING:
      adapter.builtVFs = adapter.switchVFs = adapter.enabled = 0;
      Complete(ndis, "NDIS_STATUS_SUCCESS");
      break;
    case LOCATING:
      if (adapter.abortStatus != NULL) {
        Complete(ndis, adapter.abortStatus);
      } else if (!succeeded) {
        Complete(ndis, "NDIS_STATUS_FAILURE");
      } else {
        long long rid = ssa_integer(message, "segmentNumber", 0) << 16 | ssa_integer(message, "busNumber", 0) << 8 |
                        ssa_integer(message, "functionNumber", 0);
        AllocateVf(adapter.oidVf, rid);
        BeginComplete(ndis, "NDIS_STATUS_SUCCESS");
        ssa_put_integer(ndis, "vf", adapter.oidVf);
        ssa_put_integer(ndis, "requestorId", rid);
        EndOid(ndis);
      }
      break;
    case NO_WORK:
      ssa_refuse(ndis, "the bus driver was not asked for anything");
      break;
  }
}

/* ---------------------------------------------------------------------------------------------- entry points */

static void RememberCall(const char *from, const ssa_value *message) {
  Copy(adapter.caller, from);
  Copy(adapter.callId, ssa_string(message, "id", ""));
}

static void AttributesSet(ssa_session *ndis, int succeeded) {
  if (!succeeded) {
    adapter.state = HALTED;
    Return(ndis, adapter.caller, "MiniportInitializeEx", adapter.callId, "NDIS_STATUS_FAILURE");
  } else if (adapter.state == REGISTERING) {
    adapter.state = DESCRIBING;
    SetMiniportAttributes(ndis, "general");
  } else if (adapter.state == DESCRIBING) {
    adapter.state = ANNOUNCING;
    SetMiniportAttributes(ndis, "hardware-assist");
  } else {
    adapter.state = PAUSED;
    Return(ndis, adapter.caller, "MiniportInitializeEx", adapter.callId, "NDIS_STATUS_SUCCESS");
  }
}

static void MiniportHaltEx(ssa_session *ndis, const char *from, const ssa_value *message) {
  RememberCall(from, message);
  if (adapter.enabled) {
    adapter.state = HALTING;
    EnableVirtualization(ndis, "adapter", 0);
    return;
  }
  adapter.state = HALTED;
  Return(ndis, from, "MiniportHaltEx", adapter.callId, NULL);
  ReleaseAll();
}

/* Whether NDIS may call this routine now; it would not otherwise. */
static int IsPossible(const char *type) {
  int initialized = adapter.state == PAUSED || adapter.state == RUNNING;
  if (strncmp(type, "OID_", 4) == 0) return initialized && adapter.work == NO_WORK;
  if (strcmp(type, "MiniportInitializeEx") == 0) return adapter.state == HALTED;
  if (strcmp(type, "MiniportRestart") == 0) return adapter.state == PAUSED;
  if (strcmp(type, "MiniportPause") == 0) return adapter.state == RUNNING;
  if (strcmp(type, "MiniportHaltEx") == 0) return adapter.state == PAUSED && adapter.work == NO_WORK;
  if (strcmp(type, "NdisMSetMiniportAttributes.return") == 0) {
    return adapter.state == REGISTERING || adapter.state == DESCRIBING || adapter.state == ANNOUNCING;
  }
  return 1;
}

static void Receive(ssa_session *ndis, const char *from, const char *to, const ssa_value *message) {
  const char *type = ssa_string(message, "type", "");
  const char *id = ssa_string(message, "id", "");
  int succeeded = ssa_is(message, "status", "NDIS_STATUS_SUCCESS");
  (void)to;
  if (adapter.state == STOPPED) return;
  if (!IsPossible(type)) {
    ssa_refuse(ndis, "NDIS does not do this now");
  } else if (strncmp(type, "Miniport", 8) == 0 && !ssa_is(message, "irql", "PASSIVE_LEVEL")) {
    adapter.state = STOPPED;
  } else if (strncmp(type, "OID_", 4) == 0) {
    MiniportOidRequest(ndis, type, message);
  } else if (strcmp(type, "MiniportInitializeEx") == 0) {
    RememberCall(from, message);
    adapter.state = REGISTERING;
    SetMiniportAttributes(ndis, "registration");
  } else if (strcmp(type, "NdisMSetMiniportAttributes.return") == 0) {
    AttributesSet(ndis, succeeded);
  } else if (strcmp(type, "MiniportRestart") == 0) {
    adapter.state = RUNNING;
    Return(ndis, from, type, id, "NDIS_STATUS_SUCCESS");
  } else if (strcmp(type, "MiniportPause") == 0) {
    adapter.state = PAUSED;
    Return(ndis, from, type, id, "NDIS_STATUS_SUCCESS");
  } else if (strcmp(type, "MiniportHaltEx") == 0) {
    MiniportHaltEx(ndis, from, message);
  } else if (strcmp(type, "MiniportDevicePnPEventNotify") == 0) {
    adapter.surpriseRemoved = 1;
    if (adapter.abortStatus == NULL) adapter.abortStatus = "NDIS_STATUS_NOT_ACCEPTED";
    Return(ndis, from, type, id, NULL);
  } else if (strcmp(type, "MiniportCancelOidRequest") == 0) {
    MiniportCancelOidRequest(ndis, message);
  } else if (strcmp(type, "NdisMEnableVirtualization.return") == 0 && adapter.state == HALTING) {
    adapter.state = HALTED;
    Return(ndis, adapter.caller, "MiniportHaltEx", adapter.callId, NULL);
    ReleaseAll();
  } else if (strcmp(type, "NdisMEnableVirtualization.return") == 0) {
    BusReturned(ndis, succeeded, message);
  } else if (strcmp(type, "NdisMGetVirtualFunctionLocation.return") == 0) {
    BusReturned(ndis, ssa_has(message, "busNumber"), message);
  } else {
    ssa_refuse(ndis, "this driver has no such routine");
  }
}

static int Bounded(long long value, int most) {
  if (value < 0) return 0;
  return value > most ? most : (int)value;
}

static void Reset(ssa_session *ndis, const ssa_value *inputs) {
  (void)ndis;
  memset(&adapter, 0, sizeof adapter);
  adapter.numVFs = Bounded(ssa_integer(inputs, "pf.numVFs", 0), MAX_VFS);
  adapter.totalVFs = Bounded(ssa_integer(inputs, "pf.totalVFs", 0), MAX_VFS);
  adapter.blocks = Bounded(ssa_integer(inputs, "pf.blocks", 0), MAX_BLOCKS);
}

static const char *Status(void) { return adapter.state == STOPPED ? "bug check 0xD1" : NULL; }

int main(void) {
  ssa_driver driver = {0};
  driver.name = "a small PF miniport";
  driver.reset = Reset;
  driver.receive = Receive;
  driver.status = Status;
  return ssa_serve(&driver, stdin, stdout);
}

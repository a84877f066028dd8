/** The minor codes without parameters of their own, in one list: for drivers that treat all of them alike. */
export const plainPnpMinors = [
  'IRP_MN_START_DEVICE',
  'IRP_MN_QUERY_REMOVE_DEVICE',
  'IRP_MN_REMOVE_DEVICE',
  'IRP_MN_CANCEL_REMOVE_DEVICE',
  'IRP_MN_STOP_DEVICE',
  'IRP_MN_QUERY_STOP_DEVICE',
  'IRP_MN_CANCEL_STOP_DEVICE',
  'IRP_MN_SURPRISE_REMOVAL',
  'IRP_MN_QUERY_DEVICE_RELATIONS',
] as const;

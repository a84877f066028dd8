/** Requests that are kept pending on purpose: notifications, completed only when there is something to tell. */

/** The guest's NDIS (or a VF driver without NDIS) keeps one outstanding for each VF, so that no change is missed (S8.1). */
const notifications: readonly string[] = ['IOCTL_VPCI_INVALIDATE_BLOCK'];

/** Whether a request may be outstanding when nothing can move any more. */
export function stackMayStayPending({ request }: { readonly request: string }): boolean {
  return notifications.includes(request);
}

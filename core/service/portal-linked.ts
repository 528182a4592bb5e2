/** What the linked services (DVCLT) are known to have, for the adapter that tells them. */
export { forgetLinkedStatuses, linkedStatuses, noteLinkedStatus } from "../store/portal-linked.ts";
export { nationalOf } from "../store/portal.ts";

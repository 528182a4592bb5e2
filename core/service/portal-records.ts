/** What VNeID is known to have of judicial records, for the adapter that tells it. */
export { noteRecordStatus, recordFiled, recordStatuses } from "../store/portal-records.ts";

// What the door for the national portal asks of the core besides keeping packets (adapters/national-portal/inbound).
export {
  addItemFiles,
  noteCall,
  noteRefused,
  type InboxFile,
  type InboxItem,
  type Packet,
} from "../store/portal-inbox.ts";
export { linkedFile, linksTo } from "../store/portal-links.ts";
export { lookUpForPortal, type LookedUp } from "../store/portal-lookup.ts";

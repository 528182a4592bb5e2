export { forgetPush, notePushed, notePushing, type PushState } from "../store/portal-pushes.ts";

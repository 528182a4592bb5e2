/** Words out of a file or a certificate as they are told: nothing that controls, turns writing round, or is half a letter. */
export const shown = (text: string, most = 200): string =>
  text
    .slice(0, most)
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "")
    .replaceAll(/\p{Cs}/gu, "")
    .normalize("NFC");

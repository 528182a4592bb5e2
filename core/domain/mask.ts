/**
 * Takes personal numbers and addresses out of what a partner wrote to us (P12): identity papers of 9 or 12 digits,
 * also in groups; telephones; e-mail. Names cannot be told from other words. Codes of dossiers, agencies and messages
 * stay readable.
 */
export const maskPersonal = (text: string): string =>
  text
    .replaceAll(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "[e-mail]")
    .replaceAll(/(?<![\w-]|\d[ .])(\+?84|0)[ .-]?\d{2,3}[ .-]?\d{3}[ .-]?\d{3,4}(?![\w-]|[ .]?\d)/g, "[số/number]")
    .replaceAll(/(?<![\w.-])\d{3}[ .]?\d{3}[ .]?\d{3}([ .]?\d{3})?(?![\w-])/g, "[số/number]");

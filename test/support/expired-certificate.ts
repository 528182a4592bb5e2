/** A server's key and certificate for tests alone: signed by itself, and valid in January 2020 only. */
export const expiredCertificate = () => ({
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPCVGJsIUdm7uYpuY
deJpcaRpET0GGBzv4EN+/g2xKQShRANCAARBXqieM+xLnw8opiouiZIe/tuOT2N9
I1e+fywBvNraBHu3xMXHBjM09oxxnvC/Ad58fs0luY0LcR8trlbdjJ6n
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBGjCBwgIBATAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9leHBpcmVkLmV4YW1w
bGUwHhcNMjAwMTAxMDAwMDAwWhcNMjAwMjAxMDAwMDAwWjAaMRgwFgYDVQQDDA9l
eHBpcmVkLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARBXqieM+xL
nw8opiouiZIe/tuOT2N9I1e+fywBvNraBHu3xMXHBjM09oxxnvC/Ad58fs0luY0L
cR8trlbdjJ6nMAoGCCqGSM49BAMCA0cAMEQCIFScfwlOPDzWUljfQcrWGzK1s2nV
0QQp8V8b+6waVV8wAiBI22HDCu9/UYp8LJVJWn33a6RYeE8T3DT7759Akiksdg==
-----END CERTIFICATE-----`,
});

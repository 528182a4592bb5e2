import { controlFile, type ExpectedFile, type FileVerdict } from "../../core/domain/payment/statement-control.ts";
import type { StatementEntry, StatementPart } from "../../core/domain/payment/statement.ts";

/** The account of all statements here. */
export const ours = "0011001234567";

export const anExpected = (but: Partial<ExpectedFile> = {}): ExpectedFile => ({
  file: "digest-of-this-file",
  isTaken: () => false,
  standingOf: (account) => (account === ours ? null : undefined),
  ...but,
});

export interface Taken {
  readonly parts: readonly StatementPart[];
  readonly entries: readonly StatementEntry[];
  readonly verdict: FileVerdict;
  /** Codes of all findings, each once, in order. */
  readonly findings: readonly string[];
}

/** Reads a whole file as the hub does: its entries set aside, then the verdict. */
export async function take(parts: AsyncIterable<StatementPart>, expected: Partial<ExpectedFile> = {}): Promise<Taken> {
  const control = controlFile(anExpected(expected));
  const all: StatementPart[] = [];
  for await (const part of parts) {
    control.take(part);
    all.push(part);
  }
  const verdict = control.verdict();
  const findings = [...verdict.findings, ...verdict.statements.flatMap((one) => one.findings)];
  return {
    parts: all,
    entries: all.flatMap((part) => (part.kind === "entry" ? [part.entry] : [])),
    verdict,
    findings: [...new Set(findings.map(({ code }) => code))],
  };
}

/** In pieces of so many characters. */
export function* inPieces(text: string, size: number): Generator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

export interface CamtBut {
  readonly namespace?: string;
  readonly account?: string;
  readonly opening?: string;
  readonly closing?: string;
  readonly currency?: string;
  readonly entries?: string;
  readonly head?: string;
}

/** TV-36, as the facts give it, in version 12. */
export const tv36Entries = `
      <Ntry>
        <Amt Ccy="VND">150000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-01-15</Dt></BookgDt><ValDt><Dt>2026-01-15</Dt></ValDt>
        <AcctSvcrRef>FT26015000001</AcctSvcrRef>
        <BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd>
        <NtryDtls><TxDtls>
          <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
          <RltdPties><Dbtr><Pty><Nm>NGUYEN VAN THU NGHIEM</Nm></Pty></Dbtr></RltdPties>
          <RmtInf><Ustrd>DH0001 H2026000001</Ustrd></RmtInf>
        </TxDtls></NtryDtls>
      </Ntry>
      <Ntry>
        <Amt Ccy="VND">30000</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-01-15</Dt></BookgDt>
        <BkTxCd><Prtry><Cd>RVS</Cd></Prtry></BkTxCd>
      </Ntry>`;

const balance = (type: string, amount: string, currency: string): string => `
      <Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-15</Dt></Dt></Bal>`;

export const camt053 = (but: CamtBut = {}): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${but.namespace ?? "camt.053.001.12"}">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-16T01:00:00+07:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>S15</Id>${but.head ?? "<ElctrncSeqNb>15</ElctrncSeqNb>"}
      <Acct><Id><Othr><Id>${but.account ?? ours}</Id></Othr></Id></Acct>${
        but.opening === "" ? "" : balance("OPBD", but.opening ?? "1000000", but.currency ?? "VND")
      }${but.closing === "" ? "" : balance("CLBD", but.closing ?? "1120000", but.currency ?? "VND")}
${but.entries ?? tv36Entries}
    </Stmt>
  </BkToCstmrStmt>
</Document>
`;

/** One entry of version 08 with what is said of it. */
export const anEntry = (inside: string, amount = "150000", sign = "CRDT"): string =>
  `<Ntry><Amt Ccy="VND">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
  `<BookgDt><Dt>2026-01-15</Dt></BookgDt>${inside}</Ntry>`;

/**
 * Messages of Vietnam Post as they were found (N-GSP SDK of 2017, its LGSP proxy, a variant with waybills of its own, and the
 * commercial MyVNPost). No live endpoint was called; what was seen once is configuration (docs/post-and-statements.md).
 */

/** VP-1, VP-2 and VP-3: one set of fields. Provinces and districts are postal codes, not administrative ones. */
export interface HccOrder {
  readonly CustomerCode: string;
  /** The only natural key. */
  readonly OrderNumber: string;
  readonly CODAmount?: number;
  readonly SenderProvince: number;
  readonly SenderDistrict?: number;
  readonly SenderAddress: string;
  readonly SenderName: string;
  readonly SenderTel: string;
  readonly SenderEmail?: string;
  readonly SenderDesc?: string;
  readonly Description?: string;
  readonly ReceiverName: string;
  readonly ReceiverAddress: string;
  readonly ReceiverTel: string;
  readonly ReceiverProvince: number;
  readonly ReceiverDistrict?: number;
  readonly ReceiverEmail?: string;
  /** VP-3 alone: a waybill number from the pool that was allocated. */
  readonly ItemCode?: string;
  /** VP-3 alone; what it means is unknown, 2 is what was seen. */
  readonly FlagConfig?: number;
}

/** `rh:doc` of the tracking feed. */
export interface FeedDocument {
  readonly _id: { readonly $oid: string };
  readonly CustomerCode: string;
  readonly OrderNumber: string;
  readonly EventTime: number | string;
  readonly POSID?: string;
  readonly ItemCode?: string;
  readonly StatusCode: number;
  readonly StatusMessage?: string;
  readonly Notes?: string;
}

/** VP-2: price of a parcel between two districts. */
export interface HccQuote {
  /** Gram. */
  readonly weight: number;
  readonly mainSrv: "HCC";
  readonly isreturn: 1;
  readonly sender: { readonly provCode: number; readonly distCode: number };
  readonly receiver: { readonly provCode: number; readonly distCode: number };
}

/** VP-4 `/CreateOrder`. */
export interface MyVnpostOrder {
  /** 1: an order; 0: a draft. */
  readonly orderCreationStatus: 0 | 1;
  readonly type: "GUI";
  readonly customerCode: string;
  readonly contractCode: string;
  readonly informationOrder: {
    readonly senderName: string;
    readonly senderPhone: string;
    readonly senderEmail: string;
    readonly senderAddress: string;
    readonly senderProvinceCode: string;
    /** `VNPOST` where an address has two levels. */
    readonly senderDistrictCode: string;
    readonly senderCommuneCode: string;
    readonly receiverName: string;
    readonly receiverPhone: string;
    readonly receiverEmail: string;
    readonly receiverAddress: string;
    readonly receiverProvinceCode: string;
    readonly receiverDistrictCode: string;
    readonly receiverCommuneCode: string;
    readonly serviceCode: string;
    readonly addonService: readonly { readonly code: string; readonly propValue: string }[];
    readonly additionRequest: readonly string[];
    readonly orgCodeCollect: string;
    readonly orgCodeAccept: string;
    /** Ours. */
    readonly saleOrderCode: string;
    readonly contentNote: string;
    /** Gram. */
    readonly weight: string;
    readonly width: string;
    readonly length: string;
    readonly height: string;
    readonly vehicle: "BO";
    /** 2: brought to a post office (seen once); 1: collected at the address (inferred). */
    readonly sendType: "1" | "2";
    readonly isBroken: "0" | "1";
    readonly deliveryTime: string;
    readonly deliveryRequire: string;
    readonly deliveryInstruction: string;
  };
}

// Generated from openapi.yaml by `npm run contracts`. Do not edit.

export interface paths {
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token for a partner's system (client credentials) */
        post: operations["issueToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys that verify the hub's tokens (RFC 7517) */
        get: operations["listKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/evidence-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys that verify the hub's evidence (Ed25519, PEM), oldest first
         * @description Old keys stay. `hub evidence verify --key` takes them; compare the ids over another way as well.
         */
        get: operations["listEvidenceKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's dossiers that changed, oldest change first */
        get: operations["listDossiers"];
        put?: never;
        /** A one-stop unit has received a dossier (T03, T06) */
        post: operations["receiveDossier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How up to 200 dossiers stand, in one question
         * @description For whoever asks for many, as an aggregator does. By the hub's code or the national portal's, each answered in its
         *     place with the rights of a single read; whatever cannot be told is null. It changes nothing, and takes no key.
         */
        post: operations["readStatuses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /** A dossier, and the steps the caller's unit may take now */
        get: operations["readDossier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /** Who did what when, how long each unit held it, and which messages were delivered with which receipt */
        get: operations["readTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/money": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /** Fees of a dossier, attempts to pay them, what came, what goes back, receipts */
        get: operations["readMoney"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/fees": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fixes what a dossier owes; the fee before it ends with its open attempts
         * @description Without `lines` the fee of the catalogue's version that the dossier keeps. Where that states none (it depends), an officer
         *     states the lines, each with its basis. A fee that is paid stays paid, and the new one is another.
         */
        post: operations["fixFee"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/payment-requests": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Opens one attempt to pay the fee in force, under a reference of its own
         * @description By a gateway that the operator connected, or `transfer`: a VietQR code to our account. A browser that comes back proves
         *     nothing; the attempt is paid when the gateway, or the bank's statement, says so.
         */
        post: operations["openPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/payment-requests/{reference}/money": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
                reference: components["parameters"]["PaymentReference"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decides about money that came late, or in another sum than was asked for */
        post: operations["applyMoney"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/payment-requests/{reference}/end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
                reference: components["parameters"]["PaymentReference"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends an attempt that is open, with a reason; money that comes to it all the same is late, and owed back */
        post: operations["endPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/payment-requests/{reference}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
                reference: components["parameters"]["PaymentReference"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decides that money goes back; another person approves it
         * @description The key of the request is the key of the refund. What a fee was rightly paid with goes back only while the dossier's
         *     money is `toRefund`: by a withdrawal, or the step `decideRefund` of its head.
         */
        post: operations["decideRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/refunds/{key}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
                key: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approves a refund, withdraws it, or records how one made by hand went */
        post: operations["moveRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/papers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /** The official forms of a dossier, with their numbers and data */
        get: operations["readPapers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/papers/{paper}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
                /** @description `id` of a form, or KIEM_SOAT, SO_THEO_DOI. */
                paper: components["parameters"]["Paper"];
            };
            cookie?: never;
        };
        /** One form; the control slip and the register's row are made out of history */
        get: operations["readPaper"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/papers/{paper}/prints": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
                /** @description `id` of a form, or KIEM_SOAT, SO_THEO_DOI. */
                paper: components["parameters"]["Paper"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The form was printed; prints are counted */
        post: operations["recordPrint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An incomplete dossier was guided at the counter (T04); no dossier comes into being */
        post: operations["recordContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** A contact of one of the caller's units, and the dossier it led to */
        get: operations["readContact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/units/{code}/register": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Electronic identifier of one of the caller's one-stops. */
                code: components["parameters"]["OwnUnit"];
            };
            cookie?: never;
        };
        /** The register of a one-stop and year (Sổ theo dõi hồ sơ) */
        get: operations["readRegister"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/units/{code}/urgings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Electronic identifier of one of the caller's one-stops. */
                code: components["parameters"]["OwnUnit"];
            };
            cookie?: never;
        };
        /** The urging letters (văn bản đôn đốc) that a unit sent or got, the newest first */
        get: operations["listUrgings"];
        put?: never;
        /**
         * The head of a one-stop urges a unit to its dossiers that are due or overdue (O9)
         * @description Signed by order (thừa lệnh) of the authority that the one-stop is, or is part of (NĐ61 8(2b)). The letter lists what the
         *     unit has in hand now of what this one-stop received: due today or on the next working day, or overdue; the 1,000 most
         *     pressing. The unit is told for each dossier by `vn.lienthong.dossier.urged.v1`.
         */
        post: operations["urgeUnit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/units/{code}/urgings/pressing": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Electronic identifier of one of the caller's one-stops. */
                code: components["parameters"]["OwnUnit"];
            };
            cookie?: never;
        };
        /** What a one-stop's urging letters would say now, by unit (O9) */
        get: operations["readPressing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/handovers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand the dossier over to another unit at any level (T12, T14; the result back, L3)
         * @description The dossier stays the sender's until the receiver acknowledges (L12).
         */
        post: operations["handOverDossier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /** What may be done now, by whom, and why not otherwise */
        get: operations["listSteps"];
        put?: never;
        /** Acknowledge, send back, conclude, or return the result to the applicant */
        post: operations["takeStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/post-orders": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /** The dossier's orders of the post, with what the post said and what was recorded */
        get: operations["readPostOrders"];
        put?: never;
        /**
         * An order for the post - papers to the agency, the result to the citizen, or both (QĐ 45/2016 art. 5)
         * @description Answered once the order is on record here; a worker gives it to the post, and goes on asking where the post does
         *     not answer. The dossier waits for nothing of it. One order per dossier and purpose: while one stands, or nobody
         *     knows what became of it, another is refused. Ordered by the receiving one-stop alone: papers before the receipt or
         *     for a supplement, a result once there is one that nobody has.
         */
        post: operations["createPostOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/post-quotes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the post would ask for such an order now; nothing is ordered or kept */
        post: operations["quotePostOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/post-orders/{number}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the order was answered with it. */
                number: components["parameters"]["PostOrderNumber"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls an order of the post off; until the post agrees it stands (`cancelPending`) */
        post: operations["cancelPostOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/post-orders/{number}/handover": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the order was answered with it. */
                number: components["parameters"]["PostOrderNumber"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signed slip, sealed packet, collected money, minute of the hand-over - each a record of its own
         * @description A record is never rewritten: the same again is the same, another content under its number is refused, a signature
         *     that lacked may come later. A minute signed by both, from the post to the agency, with a whole seal, is the legal
         *     moment of submission (QĐ 45/2016 art. 7(4), D1): the next `submit`, `accept` or `supplement` that states no `at` is
         *     dated by it. Where the dossier had been received already, the record stands beside (`countsAsSubmission: false`).
         *     Money that the post collected pays the fee from the moment on its receipt, as any payment does; another sum waits for a
         *     person, a second payment is owed back. For us it is with the post (`holder: post:…`) until a settlement brings it (`settledBy`).
         */
        post: operations["recordPostHandOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/post-orders/{number}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the order was answered with it. */
                number: components["parameters"]["PostOrderNumber"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Corrects a receipt of the post that was mistyped, or says that it is void
         * @description What it said before stays on record with who corrected it and why; its bookings are reversed and made anew, and what it
         *     says now is heard as a payment. One that the post has settled is not corrected: a case is opened for the accountant.
         */
        post: operations["correctPostReceipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/post-orders/{number}/label": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the order was answered with it. */
                number: components["parameters"]["PostOrderNumber"];
            };
            cookie?: never;
        };
        /** What is stuck on the packet - as data, as a page to print, and the post's own PDF where its interface gives one */
        get: operations["readPostLabel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/letters": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /** The dossier's letters, in and out, with their states, papers and history */
        get: operations["readLetters"];
        put?: never;
        /**
         * An official letter about a dossier - request for an opinion, transfer, result, apology, explanation
         * @description To agencies whose document system is on the axis. Answered once it is on record; a worker sends it, and asks the axis
         *     before it sends again what may have left. Number and notation are the agency's own, once a year. An opinion is asked of
         *     the agency that the step `askOpinion` named. An answer is waited for until `answerBy` and no longer: some systems
         *     never say that they are done.
         */
        post: operations["sendLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The mailboxes of the caller's agencies */
        get: operations["listLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        /** A letter, for the agency whose mailbox it lies in and for the parties of its dossier */
        get: operations["readLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}/link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person says to which dossier a letter belongs */
        post: operations["linkLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The receipt of a letter - accepted (03), or refused with the reason (02)
         * @description Owed to the sender on the day it came (NĐ 30 art. 21(2)); 01 went by itself when the letter was stored.
         */
        post: operations["acceptLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}/status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How the work on a letter goes - assigned (04), in process (05), completed (06) */
        post: operations["reportLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}/recall": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a letter of ours back, or answers the recall of one that came (15, 16)
         * @description With `answer`: of a letter that came. Agreed, it is cancelled here and its papers leave the dossier; the record stays
         *     (NĐ 30 art. 18(4)). Without: of a letter of ours, from all its receivers or those named; what has not left is called off.
         *     It is asked by status 13 or by a letter of type 1, as the account has it (`recallsBy`); each receiver answers for itself.
         */
        post: operations["recallLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}/update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The next version of a letter of ours, under its own number (NĐ 30 art. 18(3))
         * @description What is left out stays, and `files` are all of the new version; the versions before it are kept. Whoever has the letter, or gave it back, gets the update (type 2); who
         *     is added gets it as a new letter; who is removed is asked to give it back. By an agency that works on the dossier, of a letter
         *     that was sent and stands, one message after the other.
         */
        post: operations["updateLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}/replacement": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new letter, with its own number, that ends letters of ours (NĐ 30 art. 18(3))
         * @description Of the same form and purpose, to all who have what it replaces (type 3). Answered with the new letter; the old ones end, and their
         *     papers leave the dossier, once it has left. Called off before, or not taken by the axis, it ends nothing.
         */
        post: operations["replaceLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/overdue/stamps": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A duty of an overdue dossier was done, with its letter (§5, O1–O5)
         * @description The letter of apology and the explanation are stamped by the agency that holds the dossier or held it when the
         *     delay was foreseen; the centre's entry by the centre named for the province. Each duty once, the first counts.
         *     A re-appointment (step `extend`) stamps the apology itself. Overdue never blocks a step (O14).
         */
        post: operations["stampOverdue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/chain": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The receiving one-stop sends a dossier through several agencies by an approved process (L1–L4)
         * @description Every agency is told at once of its duty, its deadline and the lead (L2); the legs that wait for nobody start.
         *     The joint due is the dossier's own settlement due; no leg moves it (L7). From here on the legs stop, go on and end
         *     with their dossier, and it is concluded as they settled it.
         */
        post: operations["startChain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/legs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /** The legs of a dossier, in whose hands each is, and the forecast */
        get: operations["readChain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{code}/legs/{n}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
                /** @description Number of the leg. */
                n: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge, finish, send back once, or refuse a leg
         * @description A leg counts as the sender's until its agency acknowledges (L12). Sending back goes to the leg before, once; the
         *     joint clock runs on (L10). A refusal ends the chain; in a linked group it ends what waits for the refused leg.
         */
        post: operations["takeLegStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/processes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        /** All versions of a process, newest first */
        get: operations["readProcess"];
        /** Write the draft of a process; over an approved version, the next one */
        put: operations["defineProcess"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/processes/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The quality check of the province's office
         * @description Refused while the structure has a fault, or the longest way exceeds the legal limit (L9).
         */
        post: operations["checkProcess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/processes/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The decision that approves the process; from its first day it runs */
        post: operations["approveProcess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/processes/{id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The decision that ends the process
         * @description Dossiers received after the last day do not start it; those received until then do, and running ones go on
         *     unchanged (P9).
         */
        post: operations["retireProcess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may decide in whose place */
        get: operations["listDelegations"];
        put?: never;
        /** Record a delegation; it is asked at every signature */
        post: operations["delegate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a delegation before its time
         * @description What was signed under it stays signed.
         */
        post: operations["endDelegation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: components["parameters"]["Sha256"];
            };
            cookie?: never;
        };
        /**
         * The file, whole or a range of it; for who brought it and for parties of a dossier that refers to it
         * @description `HEAD` asks without the content. `Range` and `If-Range` (with the `ETag`) go on with a download that broke off.
         *     Of an upload that is not whole yet, the 404 says in `Upload-Offset` how many bytes are here.
         */
        get: operations["getFile"];
        /**
         * Bring a file, whole or the rest of it
         * @description The address is the SHA-256 of the content (`sha256sum FILE`). With `Content-Range: bytes FIRST-LAST/TOTAL`, as
         *     `curl -T FILE -C OFFSET` sends it, an upload goes on where it broke off; `HEAD` tells the offset. 201 is sent
         *     when the whole is safely on the disk and its hash is right. Afterwards a receipt, step or hand-over refers to
         *     it in `files`; what nobody refers to is removed after 7 days.
         */
        put: operations["putFile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/digests/{day}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A day in Viet Nam. */
                day: string;
            };
            cookie?: never;
        };
        /**
         * What the caller's units had taken over at the end of a day, as hashes, or one part of it as a list
         * @description 256 parts by the first two hex digits of the SHA-256 of the dossier code. The hash of a part is over its lines
         *     `receiver dossier sequence state`, each with a line feed, sorted bytewise (`LC_ALL=C sort | sha256sum`). Today:
         *     until now. See docs/digest.md.
         */
        get: operations["readDigest"];
        put?: never;
        /** What the caller's units hold; the hub compares, explains and repairs */
        post: operations["bringDigest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages to the caller's units, each dossier's in order
         * @description Without `after`, from the oldest unacknowledged message. `wait` keeps the question open until something is there.
         *     A cursor never jumps over a message.
         */
        get: operations["readInbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/missing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages about one dossier by their sequence, whatever the channel
         * @description For who finds a gap in `sequence`, webhook partners included: what was said to one of the caller's units about a
         *     dossier, from one sequence to another, delivered or not. `announced` is the highest sequence there is. It
         *     changes nothing: what is not acknowledged still comes the usual way.
         */
        get: operations["readMissing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{messageId}/ack": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message is safely in the unit's own system */
        post: operations["acknowledgeMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the caller's units get their messages */
        get: operations["readSubscription"];
        /** Choose between a signed webhook, pulling the inbox, and a RabbitMQ queue of your own */
        put: operations["subscribe"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Administrative units on a day */
        get: operations["listUnits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/units/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Electronic identifier, either notation. */
                code: string;
            };
            cookie?: never;
        };
        /** An agency by its electronic identifier; ended ones answer for ever (P10) */
        get: operations["readUnit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/procedures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Procedures in force on a day */
        get: operations["listProcedures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/procedures/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description National code; a local suffix is understood. */
                code: string;
            };
            cookie?: never;
        };
        /** All versions of a procedure, newest first */
        get: operations["readProcedure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/procedures/{code}/remap": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The procedure the draft was written for. */
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What has become of a draft's version, and what the applicant must be shown
         * @description A draft submitted while its version was in force keeps it. Else it falls under the version in force on that day,
         *     of the same procedure or of what replaced it, and the applicant sees the difference (C5); with nothing in force
         *     there is no receipt (C6). Nothing is stored; `submit` and `accept` judge
         *     by the same rule, and do store it.
         */
        post: operations["remapDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/digests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Digests of partners, newest first, with every difference, its explanation and its repair */
        get: operations["listDigests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/parked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that wait for a person, oldest first */
        get: operations["listParked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/parked/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        /** One of them, with its attempts */
        get: operations["readParked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/parked/{messageId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The cause is mended; send it again */
        post: operations["retryParked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/parked/{messageId}/readdress": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * It was for another agency
         * @description The other agency, which must have a part in the dossier, is told by a message of its own; the first receiver gets
         *     `vn.lienthong.dossier.message-withdrawn.v1` in its place, with the same sequence.
         */
        post: operations["readdressParked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/parked/{messageId}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It shall not come; the receiver is told so in its place */
        post: operations["dropParked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/parked/{messageId}/replace": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The message itself is at fault; a corrected one goes in its place
         * @description The corrected one has an id of its own, names the former in `replaces` and has its sequence; both are kept.
         */
        post: operations["replaceParked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/unreadable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came off the transport and could not be taken in, or killed its consumers, oldest first */
        get: operations["listUnreadable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/unreadable/{unreadableId}/release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unreadableId: components["parameters"]["UnreadableId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The cause is mended; what a unit waits for goes out again
         * @description It is sent from the outbox as it was written, under its own id and sequence.
         */
        post: operations["releaseUnreadable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/unreadable/{unreadableId}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unreadableId: components["parameters"]["UnreadableId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Nobody is owed it; it leaves the list and stays on record
         * @description What a unit waits for cannot be dismissed.
         */
        post: operations["dismissUnreadable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/moved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that went from an agency that ended to the one that follows it, newest first */
        get: operations["listMoved"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Replays, the newest first */
        get: operations["listReplays"];
        put?: never;
        /**
         * See what a replay would send; nothing is sent
         * @description Chooses what a receiver with a webhook has confirmed before, and freezes the choice: at most 10,000 messages. The
         *     answer says how many in how many lanes, what is left out and why, and how long it will take. Start it to send.
         */
        post: operations["draftReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/replays/{replayId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replayId: components["parameters"]["ReplayId"];
            };
            cookie?: never;
        };
        /** How a replay stands, what it left out, and who decided what */
        get: operations["readReplay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/replays/{replayId}/start": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replayId: components["parameters"]["ReplayId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send it; or go on with one that was paused
         * @description One at a time for a receiver.
         */
        post: operations["startReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/replays/{replayId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replayId: components["parameters"]["ReplayId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop for now
         * @description At most the one message that is on its way still arrives; the dossier's live messages go on at once.
         */
        post: operations["pauseReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/replays/{replayId}/abort": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replayId: components["parameters"]["ReplayId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End it for good
         * @description What was sent stays sent; at most the one message that is on its way still arrives.
         */
        post: operations["abortReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is owed to whom, and when it will be through */
        get: operations["readForecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/dossiers/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        /**
         * Degree of completion (TT 01/2018 art. 16); with the slip's secret, progress down to the department
         * @description Without `Slip-Secret`: the code and the degree of completion, nothing else. With it, for whoever holds the
         *     appointment slip: `slip`. Five tries per dossier and address within 15 minutes; then 429 with `Retry-After`,
         *     whether the secret is right or wrong. A right one begins the count anew.
         */
        get: operations["lookUpDossier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs */
        get: operations["checkAlive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A message can be moved now */
        get: operations["checkReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus metrics */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Token: {
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /** @description Seconds. */
            expires_in: number;
        };
        DigestReport: {
            run: string;
            partner: string;
            /** Format: date */
            day: string;
            /** Format: date-time */
            takenAt: string | null;
            /** @description Receivers and dossiers that either side named. */
            compared: number;
            /** @description Of these with a message under way; that is no difference. */
            inFlight: number;
            differences: {
                receiver: string;
                dossier: string;
                /**
                 * @description missing: taken over, and not there; behind: later messages are gone; state: another state is shown;
                 *     ahead: more messages than were ever sent; unknown: never told.
                 * @enum {unknown}
                 */
                class: "missing" | "behind" | "state" | "ahead" | "unknown";
                explanation: {
                    vi: string;
                    en: string;
                };
                ours: components["schemas"]["DigestSide"];
                theirs: components["schemas"]["DigestSide"];
                /**
                 * @description resent: the messages go out again; restated: a message states the current state; told: set it aside
                 *     yourself; later: a call was running, the next digest repairs it; person: an operator has to look.
                 * @enum {unknown}
                 */
                repair: "resent" | "restated" | "told" | "later" | "person";
            }[];
        };
        DigestSide: {
            sequence: number;
            state: string | null;
        } | null;
        /** @description SHA-256 of the content in lower-case hexadecimal. */
        Sha256: string;
        /**
         * @description Files that belong to it. Each was brought with `PUT /v1/files/{sha256}` before; messages carry everything but
         *     the name.
         */
        Files: {
            sha256: components["schemas"]["Sha256"];
            /** @description For people; no path. */
            name: string;
            /** @description As the sender knows it; the hub neither guesses nor believes it. */
            mediaType: string;
            /** @description Bytes. */
            size: number;
            /**
             * @description What it is to the dossier.
             * @enum {unknown}
             */
            kind: "application" | "paper" | "result" | "other";
        }[];
        /**
         * @description Electronic identifier of an agency, either notation.
         * @example H38.21.05
         * @example 000.04.29.H63
         */
        OrgCode: string;
        /**
         * Format: date-time
         * @description When it happened at the unit, with an offset. Now, when left out; may lie in the past, never ahead.
         * @example 2026-11-20T08:15:00+07:00
         */
        Moment: string;
        /** @description The unit's own reference of the acting officer; not a name. */
        Officer: string;
        /** @description Personal data; shown only to units that work on the dossier. */
        Applicant: {
            name: components["schemas"]["PersonName"];
            idKind?: components["schemas"]["IdKind"];
            idNumber?: string;
            /** @description Further papers of the same person, such as the identity card from before. */
            otherIds?: ({
                idKind: components["schemas"]["IdKind"];
                idNumber: string;
            } & components["schemas"]["IdForm"])[];
            phone?: string;
            /** Format: email */
            email?: string;
            address?: string;
            /** @description The paper by which the applicant acts for the owner (NĐ61 art. 16(2)). */
            authorisation?: string;
            /** @description Whose matter it is (chủ hồ sơ), when that is not who hands it in. */
            owner?: {
                name: components["schemas"]["PersonName"];
                idKind?: components["schemas"]["IdKind"];
                idNumber?: string;
                address?: string;
            } & components["schemas"]["IdForm"];
        } & components["schemas"]["IdForm"];
        /** @description Whole dong. */
        Dong: number;
        /**
         * @description Phí, or lệ phí.
         * @enum {unknown}
         */
        FeeKind: "phi" | "lePhi";
        PaymentRefund: {
            key: string;
            reference: string;
            amountVnd: number;
            /** @enum {unknown} */
            state: "decided" | "approved" | "sent" | "unknown" | "done" | "refused" | "withdrawn";
            reason: string;
            legalBasis: string | null;
            decidedBy: string;
            /** Format: date-time */
            decidedAt: string;
            approvedBy: string | null;
            /** Format: date-time */
            approvedAt: string | null;
            /** @description What who decided came in with: the partner of the token. */
            decidedLogin: string | null;
            approvedLogin: string | null;
            /** @description The payment that goes back; null: no single one covers it, and it goes by hand. */
            payment: string | null;
            /** Format: date-time */
            sentAt: string | null;
            proof: string | null;
        };
        PaymentRequest: {
            /** @description Ours, of this attempt alone. */
            reference: string;
            gateway: string;
            amountVnd: number;
            /** @enum {unknown} */
            state: "created" | "sent" | "pending" | "unknown" | "failed" | "expired" | "paid" | "paidLate" | "paidTwice" | "partlyRefunded" | "refunded";
            /**
             * @description What is to be done next: ask the gateway, a person looks, money goes back.
             * @enum {unknown}
             */
            duty: "ask" | "person" | "refund" | null;
            /** @description Whether a person is to look into it; true also while the gateway is asked. */
            person: boolean;
            description: string;
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            sentAt: string | null;
            /** @description The gateway's last code. */
            lastSaid: string | null;
            /** @description Where the payer's browser goes. */
            redirect: string | null;
            transfer: {
                bank: string;
                account: string;
                name: string;
                /** @description What the transfer has to say. */
                note: string;
                /** @description The text of the QR code. */
                vietQr: string;
                /** @description The same as a picture. SVG. */
                picture: string;
            } | null;
            /** @description What came and has not gone back. */
            leftVnd: number;
            owedBackVnd: number;
        };
        DossierMoney: {
            code: string;
            /** @description Steps that money owes to the dossier; `how` of an open one is why it was refused last. */
            steps: {
                /** @enum {unknown} */
                step: "confirmPayment" | "confirmRefund";
                how: string | null;
                /** Format: date-time */
                doneAt: string | null;
            }[];
            fees: {
                number: number;
                amountVnd: number;
                fixedBy: string;
                /** Format: date-time */
                fixedAt: string;
                /** Format: date-time */
                endedAt: string | null;
                /** @enum {unknown} */
                endedWhy: "waived" | "replaced" | "withdrawn" | "paidOtherwise" | "settled" | "notTaken" | null;
                /** @description The attempt whose money pays it. */
                paidBy: string | null;
                /** Format: date-time */
                paidAt: string | null;
                lines: {
                    kind: components["schemas"]["FeeKind"];
                    name: string;
                    amountVnd: number;
                    /** @enum {unknown} */
                    source: "catalogue" | "stated";
                    basis: string | null;
                }[];
                requests: components["schemas"]["PaymentRequest"][];
                payments: {
                    id: string;
                    reference: string | null;
                    /** @description Where the money is. */
                    holder: string;
                    theirNumber: string | null;
                    amountVnd: number;
                    /**
                     * @description suspense: it waits for a person. takenBack: it was told by mistake, and is no money.
                     * @enum {unknown}
                     */
                    kept: "counted" | "suspense" | "takenBack";
                    /** Format: date-time */
                    paidAt: string;
                }[];
                refunds: components["schemas"]["PaymentRefund"][];
                receipts: {
                    reference: string;
                    /** @enum {unknown} */
                    state: "owed" | "issued" | "failed" | "cancelled";
                    number: string | null;
                    series: string | null;
                    /** Format: date */
                    issuedOn: string | null;
                    /** @description The gateway's link; of a document that is kept here ours. */
                    url: string | null;
                    /** @description SHA-256 of the document. */
                    file: string | null;
                    lastSaid: string | null;
                }[];
            }[];
        };
        PersonName: string;
        /**
         * @description Identity card of 12 digits, the former one of 9, passport.
         * @enum {unknown}
         */
        IdKind: "CCCD" | "CMND" | "passport";
        /** @description A number has the form of its kind. */
        IdForm: unknown & unknown & unknown;
        Receipt: {
            by: components["schemas"]["OrgCode"];
            /**
             * @description National code
             * @example 1.002693
             */
            procedure: string;
            applicant: components["schemas"]["Applicant"];
            /**
             * @default direct
             * @enum {unknown}
             */
            channel: "direct" | "online" | "post";
            /**
             * @description How it begins: received complete (T03); an online draft (T01), then `submit` and `accept`; a refused one
             *     (T05); settled on the spot (T11). What is only guided at the counter (T04) goes to `POST /v1/contacts`.
             * @default receive
             * @enum {unknown}
             */
            step: "receive" | "draft" | "refuseReceipt" | "settleAtOnce";
            role?: components["schemas"]["Role"];
            /** @description Required when refusing. */
            reason?: string;
            at?: components["schemas"]["Moment"];
            officer?: components["schemas"]["Officer"];
            /** @description What was handed in; stands on the receipt (form 01). */
            papers?: components["schemas"]["FiledPaper"][];
            /** @description Sets of papers (bộ). */
            sets?: number;
            /**
             * @description How the applicant wants the result.
             * @enum {unknown}
             */
            resultChannel?: "counter" | "post" | "online";
            /** @description Visits before it that led to no receipt (`POST /v1/contacts`). */
            contacts?: string[];
            files?: components["schemas"]["Files"];
            ground?: components["schemas"]["RefusalGround"];
            rightAgency?: components["schemas"]["RightAgency"];
            result?: components["schemas"]["ResultDocument"];
        } & (unknown & unknown & unknown);
        Handover: {
            by: components["schemas"]["OrgCode"];
            to: components["schemas"]["OrgCode"];
            role?: components["schemas"]["Role"];
            at?: components["schemas"]["Moment"];
            reason?: string;
            officer?: components["schemas"]["Officer"];
            /**
             * @description What is handed over (1. Giao of the control slip). Left out: what the sender took over last itself, else what was
             *     handed in at the receipt.
             */
            papers?: components["schemas"]["FiledPaper"][];
            files?: components["schemas"]["Files"];
        };
        StepRequest: {
            /** @enum {unknown} */
            step: "submit" | "refuseReceipt" | "accept" | "askSupplement" | "supplement" | "closeUnsupplemented" | "submitForSignature" | "sendBack" | "acknowledge" | "assign" | "startVerification" | "endVerification" | "askOpinion" | "recordOpinion" | "noteOpinionLate" | "askPayment" | "confirmPayment" | "waivePayment" | "returnToHandler" | "conclude" | "requestWithdrawal" | "confirmWithdrawal" | "declineWithdrawal" | "extend" | "returnResult" | "sendResultByPost" | "confirmPostDelivery" | "resultCameBack" | "announceEarly" | "correct" | "reportLoss" | "recall" | "reset" | "excludeTime" | "decideRefund" | "confirmRefund" | "archive";
            by: components["schemas"]["OrgCode"];
            role?: components["schemas"]["Role"];
            at?: components["schemas"]["Moment"];
            /** @description The unit whose opinion is asked (askOpinion); it answers with `recordOpinion` itself. */
            to?: string;
            /**
             * @description Required when sending back (to the handler, too), refusing, closing, declining, extending, resetting or recalling, and of a refund; of
             *     `askOpinion` what is asked.
             */
            reason?: string;
            /**
             * @description Required when concluding. `returned`: given back to the applicant, the matter undecided (trả lại hồ sơ); like a
             *     refusal it needs a reason and has form 03.
             * @enum {unknown}
             */
            outcome?: "granted" | "refused" | "returned";
            officer?: components["schemas"]["Officer"];
            /** @description The unit's own reference (assign). */
            assignee?: string;
            /** @description All papers asked for, at once (askSupplement). */
            items?: {
                name: string;
                legalBasis?: string;
            }[];
            /**
             * @description Reason in law for an exception; required by which a payment is waived (waivePayment) or goes back
             *     (decideRefund). A reduced payment is confirmed with it (confirmPayment).
             */
            legalBasis?: string;
            /** @description The second person (reset), or who approved that papers are asked for once more (askSupplement). */
            approvedBy?: string;
            decisionNo?: string;
            /**
             * Format: date-time
             * @description The new appointment (extend, reset).
             */
            newDue?: string;
            /**
             * @description The official letter that brought the opinion (recordOpinion), as its `offer` names it; without a reason the step's is the
             *     letter's name.
             */
            letter?: string;
            /**
             * Format: date-time
             * @description Until when the opinion is asked for (askOpinion); the dossier's own due when left out.
             */
            opinionDue?: string;
            /** @description What the extension letter says beside the reason (extend). It is the letter of apology (O1). */
            apology?: {
                letterNo?: components["schemas"]["LetterNo"];
                reasonCategory?: components["schemas"]["ReasonCategory"];
                approvedBy?: components["schemas"]["Officer"];
                sent?: components["schemas"]["LetterSent"];
            };
            files?: components["schemas"]["Files"];
            ground?: components["schemas"]["RefusalGround"];
            rightAgency?: components["schemas"]["RightAgency"];
            result?: components["schemas"]["ResultDocument"];
            incident?: components["schemas"]["IncidentReport"];
            /**
             * @description A stretch that does not count for the settlement clock (excludeTime, D23): over, inside the time that is counted
             *     now, with its document. It never makes a due earlier, and takes no breach back.
             */
            exclusion?: components["schemas"]["Exclusion"];
            paymentReference?: string;
            refund?: components["schemas"]["Refund"];
            papers?: components["schemas"]["PapersTaken"];
        } & (unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown);
        /** @description Money that went back to who paid (confirmRefund); when is `at`. */
        Refund: {
            reference: string;
            /** @description Whole đồng; left out when not known. */
            amountVnd?: number;
        };
        /** @description The agency whose letter it is, one of the caller's own. */
        LetterBy: string;
        LetterReason: string;
        /** @description In either notation of identifiers, or as the axis has it. */
        LetterOrgan: string;
        /** @enum {unknown} */
        LetterPurpose: "opinion" | "transfer" | "result" | "apology" | "explanation" | "other";
        LetterReceivers: {
            organ: components["schemas"]["LetterOrgan"];
            name?: string;
        }[];
        LetterNumber: string;
        /** @description `UBND-VP`, after the slash */
        LetterNotation: string;
        LetterSubject: string;
        LetterContent: string;
        LetterSigner: {
            /** @description `TM.`, `KT.`, `TL.`, `TUQ.`, `Q.` */
            competence?: string;
            position?: string;
            fullName?: string;
        };
        /**
         * @description 0 usual, 1 urgent, 2 very urgent, 3 express (NĐ 30 art. 4); left out of a new letter, 0.
         * @enum {unknown}
         */
        LetterPriority: "0" | "1" | "2" | "3";
        LetterRequest: {
            by: components["schemas"]["LetterBy"];
            officer?: components["schemas"]["PostOfficer"];
            purpose: components["schemas"]["LetterPurpose"];
            to: components["schemas"]["LetterReceivers"];
            number: components["schemas"]["LetterNumber"];
            notation: components["schemas"]["LetterNotation"];
            /** Format: date */
            issued: string;
            /** @default Công văn */
            typeName: string;
            subject: components["schemas"]["LetterSubject"];
            content?: components["schemas"]["LetterContent"];
            signer?: components["schemas"]["LetterSigner"];
            /**
             * Format: date
             * @description The day that the letter states.
             */
            due?: string;
            priority?: components["schemas"]["LetterPriority"];
            files: components["schemas"]["Files"];
            /** @description The letter that came and that this one answers. */
            answers?: string;
            answerBy?: components["schemas"]["Moment"];
        };
        LetterSummary: {
            id: string;
            /** @enum {unknown} */
            side: "in" | "out";
            unit: string;
            /**
             * @description The last three, `recalled` and `replaced`, of letters of ours.
             * @enum {unknown}
             */
            state: "arrived" | "accepted" | "assigned" | "processing" | "completed" | "refused" | "recalled" | "replaced" | "queued" | "sent" | "failed";
            /** @enum {unknown} */
            purpose: "opinion" | "transfer" | "result" | "apology" | "explanation" | "other" | null;
            from: {
                organ: string;
                name: string | null;
            };
            /** @description Opaque; recalls, updates and states carry it, too. */
            documentId: string;
            number: string | null;
            notation: string | null;
            /** Format: date */
            issued: string | null;
            subject: string | null;
            dossier: string | null;
            /** @description Of the papers that count. */
            version: number;
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            receiptDue: string | null;
            /** Format: date-time */
            receiptLateAt: string | null;
            /**
             * Format: date-time
             * @description Null: nothing is waited for, or not any more.
             */
            answerBy: string | null;
            /** Format: date-time */
            answerLateAt: string | null;
            isRecallAsked: boolean;
            /** @description For the clerk; nothing is dropped for them. */
            warnings: {
                code: string;
                detail: string;
                /** @description What the code means. */
                vi: string;
                en: string;
            }[];
        };
        /** @description Of the XML signature that the message came with: `verdict`, `reasons`, `notes`, `signatures` (docs/signatures.md). Null - it has none, or was not looked at (yet). Signers' names for those who work on the letter. */
        LetterVerdict: Record<string, never> | null;
        Letter: components["schemas"]["LetterSummary"] & {
            typeName: string | null;
            priority: string | null;
            /** Format: date */
            due: string | null;
            /** @enum {unknown} */
            business: "new" | "recall" | "update" | "replace";
            content: string | null;
            signer: Record<string, never> | null;
            referenceCodes: string[];
            responseFor: {
                organ: string | null;
                documentId: string | null;
                code: string | null;
                year: number | null;
            }[];
            /** @enum {unknown} */
            linkedHow: "sent" | "referenceCode" | "responseFor" | "replyFor" | "person" | null;
            /** Format: date-time */
            linkedAt: string | null;
            /** @description One of ours that is still `sent` is replaced once that one has left. */
            replacedBy: string | null;
            /** @description The letters that it replaces. */
            replaces: string[];
            answeredBy: string | null;
            /** @description The step of its dossier that took it for the opinion asked for (T18). */
            opinion: {
                revision: number;
                /** Format: date-time */
                at: string;
            } | null;
            /** @description What its sender asks, open until it is answered. */
            request: {
                /** @enum {unknown} */
                kind: "recall";
                /** Format: date-time */
                at: string;
                /** @enum {unknown} */
                path: "message" | "status" | null;
                reason: string | null;
                /**
                 * @description The law has the receiver cancel (15).
                 * @enum {unknown}
                 */
                proposed: "15" | "16" | null;
            } | null;
            /**
             * @description A step of the dossier that the letter makes possible, for an officer to take: the whole of it is what
             *     `POST /v1/dossiers/{code}/steps` takes.
             */
            offer: {
                letter: string;
                step: string;
                by: string;
                role: string;
                reason: string;
            } | null;
            addressees: {
                organ: string;
                name: string | null;
                /** @enum {unknown} */
                state: "queued" | "sent" | "arrived" | "accepted" | "assigned" | "processing" | "completed" | "refused" | "recalled";
                /** @description Refused and taken at once. */
                contradicts: boolean;
                lastCode: string | null;
                recall: {
                    /** Format: date-time */
                    askedAt: string | null;
                    /** @enum {unknown} */
                    answer: "open" | "agreed" | "refused" | null;
                } | null;
                /** @description The last version; many systems never answer one. */
                update: {
                    /** Format: date-time */
                    askedAt: string | null;
                    /** @enum {unknown} */
                    answer: "open" | "agreed" | "refused" | null;
                } | null;
            }[];
            statuses: {
                /** @enum {unknown} */
                direction: "in" | "out";
                organ: string;
                /** @enum {unknown} */
                code: "01" | "02" | "03" | "04" | "05" | "06" | "13" | "15" | "16";
                description: string | null;
                /** Format: date-time */
                saidAt: string | null;
                /** Format: date-time */
                at: string;
                verdict: components["schemas"]["LetterVerdict"];
            }[];
            /** @description What made or changed the letter, or came again; oldest first. */
            messages: {
                /** @enum {unknown} */
                business: "new" | "recall" | "update" | "replace";
                version: number | null;
                /** Format: date-time */
                cameAt: string;
                verdict: components["schemas"]["LetterVerdict"];
            }[];
            /** @description Of every version. */
            files: {
                version: number;
                counts: boolean;
                sha256: string;
                size: number;
                /** @description What its bytes are. */
                type: string;
                name: string | null;
                /** @description Of its signatures; null - not looked at (yet). Signers' names for those who work on it. */
                verdict: Record<string, never> | null;
            }[];
            changes: {
                what: string;
                details: Record<string, never>;
                by: string;
                reason: string | null;
                /** Format: date-time */
                at: string;
            }[];
            /** @description What is on its way to the axis. */
            owed: {
                /** @enum {unknown} */
                kind: "send" | "report";
                /**
                 * @description Of a sending.
                 * @enum {unknown}
                 */
                business: "new" | "recall" | "update" | "replace";
                code: string | null;
                to: string[];
                /** @enum {unknown} */
                state: "waiting" | "unknown" | "forPerson";
                /** Format: date-time */
                nextAt: string | null;
                fault: string | null;
            }[];
        };
        /** @description The dossier's receiving one-stop, one of the caller's own. */
        PostBy: string;
        PostOfficer: string;
        PostParty: {
            name: string;
            phone: string;
            /** Format: email */
            email?: string;
            /** @description Of two levels; codes are administrative ones, the post's own are in the connection file. */
            address: {
                provinceCode: string;
                communeCode: string;
                line: string;
            };
        };
        PostOrderRequest: {
            by: components["schemas"]["PostBy"];
            officer?: components["schemas"]["PostOfficer"];
            purpose: components["schemas"]["PostPurpose"];
            sender: components["schemas"]["PostParty"];
            receiver: components["schemas"]["PostParty"];
            contents: string;
            weightGrams: number;
            /** @description What the postman collects, whole đồng; left out for nothing. */
            collectVnd?: number;
        };
        /** @enum {unknown} */
        PostPurpose: "sendDossier" | "returnResult" | "both";
        PostHandOverRequest: {
            by: components["schemas"]["PostBy"];
            /**
             * @description Who states it.
             * @enum {unknown}
             */
            role: "officer" | "postClerk";
            officer?: components["schemas"]["PostOfficer"];
            records: {
                /** @description The papers counted against the published list. */
                slip?: {
                    number: components["schemas"]["PostRecordNumber"];
                    papers: {
                        code: string;
                        originals: number;
                        copies: number;
                    }[];
                    /** Format: date-time */
                    signedByCitizenAt?: string;
                    /** Format: date-time */
                    signedByPostAt?: string;
                };
                /** @description Sealed before the citizen's eyes. */
                packet?: {
                    sealNumber: components["schemas"]["PostRecordNumber"];
                    /** Format: date-time */
                    sealedAt: string;
                    waybill?: components["schemas"]["PostRecordNumber"];
                };
                /** @description Collected by the postman, paid for the applicant, and the post's to settle. */
                money?: {
                    /** @description The post's own charge on the same receipt: held against what it had named, and no money of ours. */
                    postageVnd?: number;
                    receiptNumber: components["schemas"]["PostRecordNumber"];
                    /** @description Whole đồng. */
                    amountVnd: number;
                    /** Format: date-time */
                    collectedAt: string;
                };
                /** @description Biên bản bàn giao between the post and the one-stop, as far as it is about this order. */
                minute?: {
                    number: components["schemas"]["PostRecordNumber"];
                    /** @enum {unknown} */
                    direction: "postToAgency" | "agencyToPost";
                    postOffice: string;
                    sealNumber: components["schemas"]["PostRecordNumber"];
                    isSealWhole: boolean;
                    /** Format: date-time */
                    signedByAgencyAt?: string;
                    /** Format: date-time */
                    signedByPostAt?: string;
                };
            };
        };
        PostLabelParty: {
            name: string;
            phone: string;
            /** @description House and street; commune, province. */
            lines: string[];
        };
        PostRecordNumber: string;
        PostOrder: {
            number: string;
            dossier: string;
            purpose: components["schemas"]["PostPurpose"];
            attempt: number;
            /** @description Of the connection file. */
            account: string;
            /** @enum {unknown} */
            profile: "VP-1" | "VP-2" | "VP-3" | "VP-4";
            unit: string;
            /**
             * @description `unknown`: a call left, and nobody knows yet what became of it.
             * @enum {unknown}
             */
            state: "planned" | "unknown" | "ordered" | "cancelPending" | "refused" | "cancelled" | "underway" | "delivered" | "returned";
            /** @enum {unknown} */
            stage: "ordered" | "underway" | "delivered" | "returning" | "returned" | "cancelled" | "forPerson";
            /** Format: date-time */
            stageSince: string | null;
            waybill: string | null;
            weightGrams: number;
            collectVnd: number | null;
            /** @description As the post told it: provisional, no proof of anything. */
            feeVnd: number | null;
            /** Format: date-time */
            feeAt: string | null;
            /** @description What an officer was quoted for it before: provisional. */
            quote: {
                priceVnd: number;
                service: string;
                /** Format: date-time */
                at: string;
            } | null;
            /** @description What papers are sent for: the dossier's revision that asked for a supplement; 0 for its filing. */
            occasion: number;
            /**
             * @description What the hub owes the post about it; null for nothing.
             * @enum {unknown}
             */
            owed: "create" | "ask" | "cancel" | "askCancel" | null;
            /**
             * Format: date-time
             * @description When it is done; null with something owed: it waits for a person.
             */
            nextAt: string | null;
            /** Format: date-time */
            cancelAskedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            waitsForPerson: {
                kind: string;
                /** Format: date-time */
                since: string;
                /** @description What waits, and what to do about it. */
                vi: string;
                en: string;
            }[];
            /** @description What the post said, as it came. A code that nobody knows has no meaning. */
            events: {
                code: string;
                meaning: string | null;
                /** Format: date-time */
                at: string | null;
                said: string | null;
                place: string | null;
                /** @enum {unknown} */
                followed: "moved" | "same" | "late" | "unknownCode" | "contradicts" | "unknownOrder";
                /** Format: date-time */
                cameAt: string;
            }[];
            slips: {
                number: string;
                papers: Record<string, never>[];
                /** Format: date-time */
                signedByCitizenAt: string | null;
                /** Format: date-time */
                signedByPostAt: string | null;
                /** @description By both. */
                isSigned: boolean;
            }[];
            packets: {
                sealNumber: string;
                /** Format: date-time */
                sealedAt: string;
                waybill: string | null;
            }[];
            collections: {
                receiptNumber: string;
                amountVnd: number;
                /** Format: date-time */
                collectedAt: string;
                /** @description Null: its money is still with the post. */
                settledBy: string | null;
                /** @description Attempt under which it pays the fee; null: the dossier has no fee yet. */
                reference: string | null;
                postageVnd: number | null;
                /** Format: date-time */
                voidedAt: string | null;
                corrections: {
                    /** Format: date-time */
                    at: string;
                    reason: string | null;
                    officer: string | null;
                    wasVnd: number;
                    /** Format: date-time */
                    wasCollectedAt: string;
                    /** @description Null: void. */
                    amountVnd: number | null;
                    /** Format: date-time */
                    collectedAt: string | null;
                }[];
            }[];
            minutes: {
                number: string;
                /** @enum {unknown} */
                direction: "postToAgency" | "agencyToPost";
                agency: string;
                postOffice: string;
                sealNumber: string;
                isSealWhole: boolean;
                /** Format: date-time */
                signedByAgencyAt: string | null;
                /** Format: date-time */
                signedByPostAt: string | null;
                /** Format: date-time */
                inForceAt: string | null;
                /** @description A step by which papers come in bears this moment (D1). */
                countsAsSubmission: boolean;
            }[];
            sender?: components["schemas"]["StoredPostParty"];
            receiver?: components["schemas"]["StoredPostParty"];
            contents?: string;
        };
        StoredPostParty: {
            name: string;
            phone: string;
            email: string | null;
            address: Record<string, never>;
        };
        /** @description What a step said about the dossier's money. */
        PaymentEvent: {
            revision: number;
            /** @enum {unknown} */
            step: "askPayment" | "confirmPayment" | "waivePayment" | "decideRefund" | "confirmRefund";
            /** Format: date-time */
            at: string;
            /** @description Of the payment or of the refund. */
            reference: string | null;
            /** @description Given back; whole đồng. */
            amountVnd: number | null;
            legalBasis: string | null;
            reason: string | null;
        };
        /** @enum {unknown} */
        State: "draft" | "submitted" | "supplementBeforeReceipt" | "receiptRefused" | "accepted" | "processing" | "appraising" | "verifying" | "consulting" | "signing" | "supplement" | "waitingForPayment" | "withdrawRequested" | "stopped" | "done" | "resultReturned" | "archived";
        /**
         * @description Who acts at the unit, which vouches for it. May be left out where the step has one role (of a receipt: `officer`,
         *     unless it came by post); where it has several, and always with `conclude`, it is required (`role-not-said` names
         *     them; so does `GET …/steps`). `hub` is the hub's alone.
         * @enum {unknown}
         */
        Role: "applicant" | "postClerk" | "officer" | "oneStopHead" | "agencyHead" | "handler" | "coUnit" | "signatory" | "clericalOffice" | "upperOneStop" | "hub" | "chairman";
        /** @enum {unknown} */
        Step: "draft" | "submit" | "receive" | "refuseReceipt" | "accept" | "askSupplement" | "supplement" | "closeUnsupplemented" | "settleAtOnce" | "handOver" | "submitForSignature" | "sendBack" | "acknowledge" | "assign" | "startVerification" | "endVerification" | "askOpinion" | "recordOpinion" | "noteOpinionLate" | "askPayment" | "confirmPayment" | "waivePayment" | "returnToHandler" | "conclude" | "requestWithdrawal" | "confirmWithdrawal" | "declineWithdrawal" | "extend" | "returnResult" | "sendResultByPost" | "confirmPostDelivery" | "resultCameBack" | "announceEarly" | "correct" | "reportLoss" | "recall" | "reset" | "excludeTime" | "decideRefund" | "confirmRefund" | "archive";
        Dossier: {
            /** @example 000.04.29.H63-190527-0001 */
            code: string;
            procedure: {
                code: string;
                /** @description First day of the version that counts; null when unknown. */
                version: string | null;
                /** @description Whose version it is, when a province's own (as H38); else the centre's. */
                province?: string;
                /** @description Which of those that decisions opened from that day (C9); else the first. */
                edition?: number;
            };
            /** @enum {unknown} */
            channel: "direct" | "online" | "post";
            /** @description As the papers say; never changes. */
            receivedBy: string;
            /** @description Who supervises it and returns its result: the receiving one-stop, or its successor. */
            returnsTo: string;
            /** Format: date-time */
            receivedAt: string;
            state: components["schemas"]["State"];
            /** @description Whose it is; during a hand-over still the sender. */
            heldBy: string;
            /** Format: date-time */
            heldSince: string;
            /** @description Handed over to */
            offeredTo: string | null;
            /** @description The last opinion asked for (T18); null when none ever was. */
            opinion: components["schemas"]["Opinion"] | null;
            /** @enum {unknown} */
            outcome: "granted" | "refused" | "returned" | null;
            /**
             * @description The agency that decided it, as it was called then; null while nobody has. Its head, or that of the agency that
             *     followed it, corrects a returned result (T36).
             */
            decidedBy: string | null;
            /** @enum {unknown} */
            stopReason: "applicant" | "noSupplement" | null;
            /** @enum {unknown} */
            money: "none" | "due" | "paid" | "waived" | "toRefund" | "refunded";
            /**
             * @description Of the result.
             * @enum {unknown}
             */
            delivery: "none" | "ready" | "withPost" | "delivered" | "returnedToSender" | "stored";
            assignee: string | null;
            /** @description Requests for supplement so far. */
            supplements: number;
            /** @description Re-appointments so far. */
            extensions: number;
            revision: number;
            /** Format: date-time */
            changedAt: string;
        };
        DossierStatus: {
            code: string;
            /** @description The national portal's, of what was filed there. */
            nationalCode: string | null;
            procedure: string;
            state: components["schemas"]["State"];
            /** @enum {unknown} */
            outcome: "granted" | "refused" | "returned" | null;
            /** @enum {unknown} */
            stopReason: "applicant" | "noSupplement" | null;
            heldBy: string;
            offeredTo: string | null;
            /** @description Higher than at the last answer: something happened since. */
            revision: number;
            /** Format: date-time */
            changedAt: string;
        };
        /**
         * @description Why no due runs though the dossier was received, where somebody has to do something about it. `payment-not-asked`:
         *     its limit begins with a payment (START_AFTER_PAID) that nobody has asked for. Null: nothing is in the way.
         */
        NoDue: {
            /** @enum {unknown} */
            code: "payment-not-asked";
            vi: string;
            en: string;
        } | null;
        Opinion: {
            /** @description The agency that was asked. */
            of: string;
            /** Format: date-time */
            askedAt: string;
            /** Format: date-time */
            due: string | null;
            /**
             * Format: date-time
             * @description When the hub noted that none had come in time; stays, unless the answer is dated in time.
             */
            lateAt: string | null;
            /**
             * Format: date-time
             * @description When it came or the holder went on.
             */
            endedAt: string | null;
        };
        DossierDetail: components["schemas"]["Dossier"] & {
            noDue: components["schemas"]["NoDue"];
            /** @description Every opinion asked for, oldest first, each with its own lateness: `opinion` is the last. */
            opinions: components["schemas"]["Opinion"][];
            /** @description Its files, oldest first; names only for units that work on the dossier. */
            files: {
                /** @description Of the step that brought it. */
                revision: number;
                sha256: components["schemas"]["Sha256"];
                name?: string;
                mediaType: string;
                size: number;
                kind: string;
            }[];
            /** @description The documents of decisions, oldest first; the last one counts. */
            results: components["schemas"]["Result"][];
            /** @description What its steps said about money, oldest first: asked for, paid, waived, owed back, given back. */
            payments: components["schemas"]["PaymentEvent"][];
            /** @description Papers lost or damaged (T37). */
            incidents: components["schemas"]["Incident"][];
            /** @description Visits before the receipt that led to none (T04). */
            contacts: {
                /** Format: uuid */
                id: string;
                unit: string;
                /** Format: date-time */
                at: string;
            }[];
            /** @description Its way through several agencies; null where none was started. */
            chain: components["schemas"]["ChainSummary"] | null;
            /** @description Whether each destination knows what the hub knows, from the messages it is owed and from its digests. */
            sync: components["schemas"]["Sync"][];
            /**
             * @description Where it stands against the due that counts, at the moment of asking, or at the moment its clock stopped or
             *     ended. `due_soon`: at most 1 working day and 25 % of the time from start to due are left; null while nothing
             *     was promised.
             * @enum {unknown}
             */
            timeState: "in_time" | "due_soon" | "overdue" | null;
            /** @description How it stands with its due at the moment of asking; null while nothing was promised. */
            overdue: components["schemas"]["Overdue"] | null;
            /**
             * @description What `time-alert.v1` told of it, oldest first, each once: an answer, a transfer or the receipt of a leg that
             *     had not come in time, a chain's forecast that had turned, an officer in charge who was away with nobody
             *     standing in. Who answered since keeps it on record.
             */
            timeAlerts: {
                /** @enum {unknown} */
                kind: "answerLate" | "transferLate" | "paymentNotAsked" | "legAnswerLate" | "forecastAmber" | "forecastRed" | "handlerAbsent";
                leg: number | null;
                /**
                 * Format: date-time
                 * @description Start of the window; of a forecast the joint due.
                 */
                about: string;
                /**
                 * Format: date-time
                 * @description End of the window as it was told.
                 */
                due: string;
                /** @description The agencies it was told to. */
                to: string[];
                /**
                 * Format: date-time
                 * @description When it was told.
                 */
                at: string;
            }[];
            clocks: components["schemas"]["Clock"][];
            /** @description Per unit of the caller, what it may do now: the steps that `GET …/steps` calls allowed. */
            allowedSteps: {
                [key: string]: components["schemas"]["Step"][];
            };
            applicant?: components["schemas"]["Applicant"];
            /** @description Only for the one-stop that returns the result, to print the slip again. */
            lookupSecret?: components["schemas"]["LookupSecret"];
        };
        ChainSummary: {
            /** @description How the dossier is to be concluded. */
            settledAs: components["schemas"]["ChainOutcome"];
            outcome: components["schemas"]["ChainOutcome"];
            openLegs: {
                number: number;
                agency: string;
                kind: components["schemas"]["LegKind"];
                state: components["schemas"]["LegState"];
            }[];
            refunds: components["schemas"]["Refunds"];
        };
        /**
         * @description Null while a leg is open. `partly`: of a linked group some were granted, some refused; `stopped`: the dossier was
         *     withdrawn or closed before.
         * @enum {unknown}
         */
        ChainOutcome: "granted" | "refused" | "partly" | "stopped" | null;
        /** @enum {unknown} */
        LegState: "waiting" | "running" | "done" | "refused" | "returned" | "cancelled";
        /** @description Fees to give back after a refusal or a withdrawal (L10). */
        Refunds: {
            leg: number;
            feeVnd: number;
        }[];
        Sync: {
            /** @description Identifier of the agency. */
            destination: string;
            /**
             * @description The first that holds: `refused`: it refused a message for good, and what comes after it waits for a person.
             *     `failed`: a message is parked that it did not refuse. `diverged`: it had acknowledged, and its digest says
             *     otherwise. `moved`: it ended, and what it had not been told went to the agency that follows it.
             *     `acknowledged`: it has confirmed all. `sent`: all is out, being called, in its queue or inbox, or unanswered.
             *     `pending`: something still waits in the hub.
             * @enum {unknown}
             */
            state: "pending" | "sent" | "acknowledged" | "refused" | "diverged" | "failed" | "moved";
            /** @description Sequence of the last message owed to it. */
            announced: number;
            /** @description Sequence of the last message that arrived. */
            delivered: number;
            /**
             * Format: date-time
             * @description acknowledged, moved: when the last one was; diverged: when the digests were compared; else when the oldest that
             *     is not acknowledged was written.
             */
            since: string;
        };
        /** @description Number of the letter. */
        LetterNo: string;
        /**
         * @description Why it is late (O13): nội bộ, cơ quan phối hợp, hệ thống, bất khả kháng, khối lượng, khác.
         * @enum {unknown}
         */
        ReasonCategory: "internal" | "coAgency" | "system" | "forceMajeure" | "workload" | "other";
        /** @description How and when the letter reached the applicant. */
        LetterSent: {
            /** @enum {unknown} */
            channel: "paper" | "inPerson" | "email" | "sms" | "phone" | "portal" | "vneid" | "socialNetwork";
            /** Format: date-time */
            at: string;
        }[];
        StampRequest: {
            /**
             * @description `apology`: the letter to the applicant, at latest the working day before the due (O1). `report`: the
             *     explanation to the chairman and the centre, within two working days of the due (O4, O5). `centreUpdate`: the
             *     provincial centre has entered it (O5).
             * @enum {unknown}
             */
            duty: "apology" | "report" | "centreUpdate";
            by: components["schemas"]["OrgCode"];
            role?: components["schemas"]["Role"];
            at?: components["schemas"]["Moment"];
            officer?: components["schemas"]["Officer"];
            letterNo?: components["schemas"]["LetterNo"];
            reasonCategory?: components["schemas"]["ReasonCategory"];
            /** @description As the letter states it. */
            reason?: string;
            /**
             * Format: date-time
             * @description The new appointment that an apology proposes.
             */
            proposedDue?: string;
            approvedBy?: components["schemas"]["Officer"];
            sent?: components["schemas"]["LetterSent"];
        } & (unknown & unknown);
        /**
         * @description Lateness and its duties (§5). Both dues are shown: the apology does not cure (O12). `reportDue` reads "two days"
         *     as working days, `reportDueInCalendarDays` as calendar days (O6).
         */
        Overdue: {
            /**
             * @description null while nothing is due to anybody.
             * @enum {unknown}
             */
            state: "foreseen" | "apologised" | "overdue" | "reported" | "closed" | null;
            /** @description Duties not done in time. What is on record stays, whatever is dated back afterwards; see `lateEntries`. */
            breaches: ("noApology" | "lateApology" | "due" | "noReport" | "lateReport" | "noCentreUpdate")[];
            /** Format: date-time */
            overdueFrom: string | null;
            /** Format: date-time */
            originalDue: string;
            /** Format: date-time */
            currentDue: string;
            /**
             * Format: date-time
             * @description null where the working day before the due was over when the limit began; none is owed then.
             */
            apologyLatest: string | null;
            /** Format: date-time */
            reportDue: string;
            /** Format: date */
            reportDueInCalendarDays: string;
            /** @description Who held it when the delay was foreseen; null while no case was opened. */
            responsible: string | null;
            stamps: {
                /** @enum {unknown} */
                duty: "apology" | "report" | "centreUpdate";
                /** Format: date-time */
                at: string;
                /**
                 * Format: date-time
                 * @description Until when it had to be done; null of an apology that was not owed.
                 */
                latest: string | null;
                by: string;
                /** @description The agency that owed it and has ended since, whose successor did it. */
                inPlaceOf: string | null;
                role: components["schemas"]["Role"];
                officer: string | null;
                letterNo: string | null;
                reasonCategory: string | null;
                reason: string | null;
                /** Format: date-time */
                proposedDue: string | null;
                approvedBy: string | null;
                sent: {
                    channel: string;
                    /** Format: date-time */
                    at: string;
                }[];
            }[];
            /**
             * @description Steps and duties dated at or before a due, or a duty's latest moment, and entered after it, in the order of
             *     their entry.
             */
            lateEntries: {
                /** @description A step or a duty. */
                what: string;
                /** @description The unit that says so. */
                by: string;
                /**
                 * Format: date-time
                 * @description When it happened
                 */
                at: string;
                /**
                 * Format: date-time
                 * @description When the hub learned of it.
                 */
                recordedAt: string;
            }[];
            /** @description The rungs that were told, to which agency and when (O11). */
            alerts: {
                /** @enum {unknown} */
                rung: "halfUsed" | "beforeApology" | "apologyMissed" | "duePassed" | "explanationMissed";
                to: string | null;
                /** Format: date-time */
                at: string;
            }[];
        };
        /**
         * @description `due` follows from start, limit, unit, mode, calendar version and office-hours version, unless it was re-appointed;
         *     `originalDue` and `printedDue` are kept.
         */
        Clock: {
            /** @enum {unknown} */
            kind: "answer" | "settlement" | "transfer" | "supplement";
            /** @enum {unknown} */
            state: "running" | "stopped" | "ended";
            /** Format: date-time */
            start: string;
            limit: number;
            /** @enum {unknown} */
            unit: "working_day" | "calendar_day" | "month" | "working_hour" | "half_day" | "same_day";
            /** @description As of the procedure; `resumed` when it went on after a payment. */
            mode: string;
            calendarVersion: string;
            officeHoursVersion: string;
            /** @description Part of the limit used before `start`, in its unit; 0 unless it went on after a stop. */
            usedBefore: number;
            /** @description Stretches that do not count (D23); `due` counts around those that lie after `start`. */
            exclusions: components["schemas"]["Exclusion"][];
            /** Format: date-time */
            due: string;
            /** Format: date-time */
            originalDue: string;
            /** Format: date-time */
            printedDue: string | null;
            /** Format: date-time */
            stoppedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
        };
        Exclusion: {
            /**
             * @description Opinion of a higher level, a council, the tax office; a verification, or a visit at which the applicant was absent:
             *     these two run inside the limit unless a law of their own takes them out, which `legalBasis` then names.
             * @enum {unknown}
             */
            reason: "consultation" | "council" | "tax" | "verification" | "inspection";
            /** Format: date-time */
            from: string;
            /**
             * Format: date-time
             * @description Later than `from`, and past.
             */
            to: string;
            /** @description Number of the document that shows it. */
            evidence: string;
            legalBasis?: string;
        };
        StepExplained: {
            step: components["schemas"]["Step"];
            allowed: boolean;
            /** @description In which roles of the unit that asks; empty where it is not its step, or the hub's alone. */
            roles: components["schemas"]["Role"][];
            sources: string[];
            /** @description Why not; or, for an allowed step, what has to be given with it. */
            because?: {
                code: string;
                vi: components["schemas"]["Words"];
                en: components["schemas"]["Words"];
            };
        };
        StepTaken: {
            dossier: components["schemas"]["Dossier"];
            event: components["schemas"]["Event"];
            messages: components["schemas"]["MessageRef"][];
            /**
             * @description When `submit` or `accept` found the version it was written for ended: the dossier falls under the one in force
             *     on the day of submission, and the applicant is to be shown the difference (C5).
             */
            remapped?: components["schemas"]["FilingRemapped"];
            /** @description When the papers acknowledged are not those handed over (L12); the sender is told. */
            paperDifferences?: components["schemas"]["PaperDifferences"];
            /** @description When the step gives the applicant a slip (GIAY_TIEP_NHAN). */
            lookupSecret?: components["schemas"]["LookupSecret"];
        };
        Event: {
            /** Format: uuid */
            id: string;
            revision: number;
            step: components["schemas"]["Step"];
            state: components["schemas"]["State"];
            by: string;
            to: string | null;
            heldBy: string;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            recordedAt: string;
            reason: string | null;
            /** @enum {unknown} */
            outcome: "granted" | "refused" | "returned" | null;
            role: components["schemas"]["Role"];
            /** @description Transition or rule it follows, as T12. */
            source: string;
            /** @description Official form it produces */
            paper: string | null;
            /** @description Lawful only by an exception that is on record. */
            exceptional: boolean;
        };
        /** @description What the holder of the slip sees. Departments, never persons (TT 01/2018 art. 16(2d)). */
        Slip: {
            procedure: {
                code: string;
                name: string;
            };
            receivedBy: components["schemas"]["NamedUnit"];
            /** Format: date-time */
            receivedAt: string;
            /** @description Which agency has it now. */
            at: components["schemas"]["NamedUnit"];
            state: components["schemas"]["State"];
            /**
             * Format: date-time
             * @description The appointment that counts; null: none was promised, or it waits.
             */
            due: string | null;
            /** Format: date-time */
            originalDue: string | null;
            /**
             * Format: date
             * @description The due day, or the next day on which the one-stop is open after it.
             */
            pickUpOn: string | null;
            /** @description Papers still to be brought. */
            askedFor: string[];
            /** @enum {unknown} */
            outcome: "granted" | "refused" | "returned" | null;
            /** @enum {unknown} */
            delivery: "none" | "ready" | "withPost" | "delivered" | "returnedToSender" | "stored";
            /** @enum {unknown} */
            money: "none" | "due" | "paid" | "waived" | "toRefund" | "refunded";
        };
        NamedUnit: {
            code: string;
            name: string;
        };
        /**
         * @description To be printed on the appointment slip (Mẫu 01): who knows it may look the dossier up at
         *     `GET /public/dossiers/{code}` beyond the degree of completion. The same for the dossier's whole life.
         */
        LookupSecret: string;
        MessageRef: {
            /** Format: uuid */
            id: string;
            receiver: string;
            /** @description Gap-free per receiver and dossier, from 1. */
            sequence: number;
        };
        /** @example kara-dang-ky-ho-kinh-doanh */
        ProcessId: string;
        Limit: {
            /** @description In its own unit. */
            value: number;
            /** @enum {unknown} */
            unit: "working_day" | "calendar_day" | "month" | "working_hour" | "half_day" | "same_day";
        };
        /** @enum {unknown} */
        LegKind: "handle" | "consult" | "verify" | "sign" | "return";
        ProcessLeg: {
            number: number;
            /** @description An identifier, or `receivingOneStop` or `lead`. */
            agency: string;
            /** @description The superior's one-stop, which gets the data for supervision (L3). */
            supervisedBy?: string;
            kind: components["schemas"]["LegKind"];
            /** @description What the agency has to do. */
            work: string;
            limit: components["schemas"]["Limit"];
            /** @description Numbers of the legs it waits for. None, it starts with the chain. */
            after?: number[];
            /** @description Whole đồng. */
            feeVnd?: number;
            /** @description In a linked group the procedure it settles (L4). */
            procedure?: string;
        };
        ProcessDraft: {
            name: string;
            procedure: string;
            /** @description The lead agency. */
            lead?: string;
            mode?: components["schemas"]["ClockMode"];
            /** @description Several procedures on one form (L4). */
            linked?: boolean;
            /** @description Whether fees of legs that never started go back after a refusal (L10); yes when left out. */
            refundWhenRefused?: boolean;
            /** Format: date */
            validFrom: string;
            /** Format: date */
            validTo?: string;
            legs: components["schemas"]["ProcessLeg"][];
        };
        /**
         * @description How a start outside the counted time is read; A when left out.
         * @enum {unknown}
         */
        ClockMode: "A" | "B" | "A/last_hour" | "B/last_hour" | "A/after_15" | "B/after_15";
        Process: {
            id: string;
            version: number;
            /**
             * @description Only an approved process runs.
             * @enum {unknown}
             */
            state: "draft" | "checked" | "approved" | "retired";
            name: string;
            procedure: string;
            lead: string | null;
            mode: components["schemas"]["ClockMode"];
            linked: boolean;
            refundWhenRefused: boolean;
            /** Format: date */
            validFrom: string;
            /** Format: date */
            validTo: string | null;
            checkedBy: string | null;
            decision: {
                no: string;
                /** Format: date */
                date: string;
                signer: string;
            } | null;
            /** @description The decision that ended it; `validTo` is its last day. */
            retirement: {
                no: string;
                /** Format: date */
                date: string;
                signer: string;
            } | null;
            legs: {
                number: number;
                agency: string;
                supervisedBy: string | null;
                kind: components["schemas"]["LegKind"];
                work: string;
                limit: components["schemas"]["Limit"];
                after: number[];
                feeVnd: number | null;
                procedure: string | null;
            }[];
            /** @description What is wrong with the structure, and at which legs. */
            faults: {
                code: string;
                legs: number[];
                vi: string;
                en: string;
            }[];
            /** @description The longest way beside the legal limit (L9), 8 hours a day; null while the structure has faults. */
            sum: {
                path: number[];
                total: number;
                legal: number | null;
                /** @enum {unknown} */
                unit: "hour" | "calendar_day";
                withinLegal: boolean;
            } | null;
        };
        LegStepRequest: {
            /** @enum {unknown} */
            step: "acknowledge" | "finish" | "return" | "refuse";
            by: components["schemas"]["OrgCode"];
            role?: components["schemas"]["Role"];
            at?: components["schemas"]["Moment"];
            officer?: components["schemas"]["Officer"];
            /** @description Required when sending back or refusing. */
            reason?: string;
            /** @description To which leg it goes back, when it waited for several (return). */
            to?: number;
            /** @description The code in the agency's own system (acknowledge; L11). */
            foreignCode?: string;
            papers?: components["schemas"]["PapersTaken"];
        } & (unknown & unknown & unknown);
        Chain: {
            code: string;
            process: {
                id: string;
                version: number;
            };
            lead: string | null;
            linked: boolean;
            /** Format: date-time */
            startedAt: string;
            /**
             * Format: date-time
             * @description The dossier's own settlement due, what the citizen was told; no leg moves it (L7). Null where the law states no
             *     limit.
             */
            jointDueAt: string | null;
            /** @description The dossier waits for the applicant, and its legs with it (D23); also before the payment with which its limit and its first leg begin (KARA 6(2)). */
            isStopped: boolean;
            forecast: {
                /**
                 * @description Amber: what remains leads past the joint due; red: it has passed (L8). Paused: it waits for the applicant.
                 *     None: no limit is stated.
                 * @enum {unknown}
                 */
                colour: "green" | "amber" | "red" | "paused" | "none";
                /**
                 * Format: date-time
                 * @description Null while paused.
                 */
                expectedEnd: string | null;
            };
            /** @description Not counting legs that return the result. */
            settledAs: components["schemas"]["ChainOutcome"];
            outcome: components["schemas"]["ChainOutcome"];
            refunds: components["schemas"]["Refunds"];
            legs: components["schemas"]["Leg"][];
        };
        Leg: {
            number: number;
            /** @example 000.04.29.H63-190527-0001-L2 */
            childCode: string;
            foreignCode: string | null;
            agency: string;
            supervisedBy: string | null;
            kind: components["schemas"]["LegKind"];
            work: string;
            limit: components["schemas"]["Limit"];
            after: number[];
            procedure: string | null;
            feeVnd: number | null;
            state: components["schemas"]["LegState"];
            /** @description Whose it is now; the senders' until its agency has acknowledged (L12). */
            inHandsOf: string[];
            /**
             * Format: date-time
             * @description If everything before it takes its full time.
             */
            plannedDueAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /**
             * Format: date-time
             * @description Until when its receipt is answered, two working hours (L5).
             */
            answerByAt: string | null;
            /** Format: date-time */
            acknowledgedAt: string | null;
            /**
             * Format: date-time
             * @description Computed when it started (L7), and when it went on after a stop.
             */
            dueAt: string | null;
            /**
             * Format: date-time
             * @description Since when it stands still with its dossier; its due is told again when it goes on.
             */
            stoppedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            returns: number;
        };
        DelegationRequest: {
            unit: components["schemas"]["OrgCode"];
            /** @description Who delegates; the unit's own reference. */
            from: string;
            /** @description The officer who may then decide. */
            to: string;
            procedures: string[];
            /** Format: date */
            validFrom: string;
            /** Format: date */
            validTo: string;
            decisionNo: string;
            /** Format: date */
            decisionDate: string;
        };
        Delegation: {
            /** @description Ended before its time, by another decision. */
            end: {
                /** Format: date */
                lastDay: string;
                decisionNo: string;
                /** Format: date */
                decisionDate: string;
            } | null;
            id: string;
            unit: string;
            from: string;
            to: string;
            procedures: string[];
            /** Format: date */
            validFrom: string;
            /** Format: date */
            validTo: string;
            decisionNo: string;
            /** Format: date */
            decisionDate: string;
        };
        Timeline: {
            /**
             * @description What happened to the dossier's official letters, oldest first: to all its parties, without a word of any letter; reasons for
             *     those who work on it.
             */
            letters: {
                /** @description As `GET /v1/letters/{letter}` has it. */
                letter: string;
                /** @enum {unknown} */
                side: "in" | "out";
                /** @description The agency whose letter it is. */
                unit: string;
                /** @description Its number and notation. */
                code: string | null;
                /** @description Who sent it, of one that came. Of one of ours the receiver who answered; null - all of them, or none. */
                other: string | null;
                /** @enum {unknown} */
                what: "sent" | "notSent" | "arrived" | "linked" | "accepted" | "refused" | "assigned" | "processing" | "completed" | "answered" | "opinionRecorded" | "recallAsked" | "recallRefused" | "recalled" | "updated" | "replaced" | "receiptLate" | "answerLate";
                by: string;
                reason: string | null;
                /** @description The step that took it for the opinion asked for. */
                revision: number | null;
                /** Format: date-time */
                at: string;
            }[];
            /** @description Reforms that moved the dossier to a successor, with their evidence (P10). */
            readdressings: {
                /** @enum {unknown} */
                role: "holder" | "offered" | "returns" | "way" | "leg" | "supervisor" | "lead";
                from: string;
                to: string;
                /** Format: date */
                effective: string;
                reason: string;
                basis: string;
                /** Format: date-time */
                at: string;
            }[];
            code: string;
            events: (components["schemas"]["Event"] & {
                messages: components["schemas"]["MessageState"][];
            })[];
            /** @description Who held the dossier from when to when, by the units' own times. The last one may still hold it. */
            custody: {
                unit: string;
                name: string;
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                until: string | null;
                seconds: number | null;
            }[];
        };
        FiledPaper: {
            name: string;
            /** @enum {unknown} */
            kind?: "original" | "certified" | "copy" | "electronic";
            copies?: number;
        };
        /**
         * @description The papers taken over (acknowledge; 2. Nhận of the control slip, L12); empty: none came. Left out: all that were
         *     handed over. What differs stops nothing: it is answered, told to the sender and shown on the control slip.
         */
        PapersTaken: components["schemas"]["FiledPaper"][];
        PaperDifference: {
            name: string;
            /**
             * @description Null: one side did not say which kind, and all kinds of this paper are counted together.
             * @enum {unknown}
             */
            kind: "original" | "certified" | "copy" | "electronic" | null;
            /** @description How many were handed over; null: not said, 0: none. */
            given: number | null;
            /** @description How many were taken over; null: not said, 0: none. */
            taken: number | null;
        };
        PaperDifferences: components["schemas"]["PaperDifference"][];
        /**
         * @description Why it is not received (refuseReceipt): another agency's matter, which is then named in `rightAgency`, or not
         *     eligible. Of an online filing the ground left out is `wrongAuthority` (NĐ61 art. 17(2a)).
         * @enum {unknown}
         */
        RefusalGround: "wrongAuthority" | "notEligible";
        /** @description The agency the applicant should have gone to (refuseReceipt). */
        RightAgency: string;
        /** @description The document of the decision (conclude, settleAtOnce), or the one that corrects it (correct). */
        ResultDocument: {
            /** @example Giấy phép */
            kind: string;
            /** @example 12/GP-UBND */
            number: string;
            /** @description Its code in the procedure's list of results. */
            code?: string;
            /** Format: date */
            issuedOn?: string;
        };
        /** @description Papers lost or damaged; the clock runs on (T37). */
        IncidentReport: {
            /** @enum {unknown} */
            kind: "lost" | "damaged";
            items: string[];
            /** Format: date-time */
            happenedAt?: string;
            /** @description Of the minutes (biên bản). */
            minutesNo?: string;
            remedy?: string;
        };
        Result: {
            revision: number;
            kind: string;
            number: string;
            code: string | null;
            /** Format: date */
            issuedOn: string | null;
            /** @description Revision of the result it takes the place of, which stays; null when the hub was not told of it. */
            corrects: number | null;
            reason: string | null;
            letterNo: string | null;
            officer: string | null;
            /** Format: date-time */
            at: string;
        };
        Incident: {
            revision: number;
            /** @enum {unknown} */
            kind: "lost" | "damaged";
            items: string[];
            /** Format: date-time */
            happenedAt: string | null;
            /** @description Who held the dossier. */
            heldBy: string;
            minutesNo: string | null;
            remedy: string | null;
            reason: string;
            officer: string | null;
            /** Format: date-time */
            at: string;
            /** @constant */
            clockAffected: false;
        };
        ContactRequest: {
            by: components["schemas"]["OrgCode"];
            /** @description National code */
            procedure: string;
            applicant: components["schemas"]["Applicant"];
            /**
             * @default direct
             * @enum {unknown}
             */
            channel: "direct" | "post";
            /** @description All that lacks, once and in full. */
            items: {
                name: string;
                legalBasis?: string;
            }[];
            reason?: string;
            at?: components["schemas"]["Moment"];
            officer?: components["schemas"]["Officer"];
        };
        Contact: {
            /** Format: uuid */
            id: string;
            unit: string;
            procedure: {
                code: string;
                version: string | null;
                /** @description Whose version it is, when a province's own (as H38); else the centre's. */
                province?: string;
                /** @description Which of those that decisions opened from that day (C9); else the first. */
                edition?: number;
            };
            /** @enum {unknown} */
            channel: "direct" | "post";
            /** Format: date-time */
            at: string;
            items: Record<string, never>[];
            reason: string | null;
            officer: string | null;
            /** @description The dossier it led to. */
            dossier: string | null;
            applicant: components["schemas"]["Applicant"] | null;
            paper: components["schemas"]["Paper"];
        };
        /** @description A form as it was when it was made. What the hub does not know is null and named in `missing`. */
        Paper: {
            id: string;
            /** @enum {unknown} */
            form: "GIAY_TIEP_NHAN" | "YEU_CAU_BO_SUNG" | "TU_CHOI" | "XIN_LOI" | "DUNG_GIAI_QUYET" | "BIEN_NHAN_KET_QUA" | "PHIEU_LAY_Y_KIEN" | "THONG_BAO_NOP_TIEN" | "BIEN_LAI" | "BIEN_BAN_BUU_DIEN" | "BIEN_BAN_SU_CO" | "THONG_BAO" | "PHIEU_CHUYEN_XU_LY";
            /**
             * @description By the day of receipt.
             * @enum {unknown}
             */
            formSet: "2018" | "2025";
            /** @description Mẫu số in that set; null: none of its forms. */
            formNumber: string | null;
            title: string;
            /** @description Who issued it. */
            unit: string;
            year: number;
            /** @description Số …, from 1 each year per unit and form, without gap. */
            number: number;
            /** Format: date-time */
            at: string;
            signer: {
                role: components["schemas"]["Role"];
                officer: string | null;
            };
            /** @description How often it was printed. */
            printed: number;
            missing: string[];
            data: Record<string, never>;
            /** @description Personal data; null for who does not work on the dossier. */
            submitter: Record<string, never> | null;
        } & (unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown);
        PaperHeader: {
            agencyAbove: string | null;
            agency: string;
            oneStop: string;
            code: string | null;
            procedure: {
                code: string;
                version: string | null;
                name: string;
            };
        };
        FormGiayTiepNhan: components["schemas"]["PaperHeader"] & {
            qr: string;
            /** @enum {unknown} */
            receivingPoint: "direct" | "online" | "post";
            /** @description On forms of an earlier build; it stands in `submitter.owner`. */
            owner?: null;
            papers: unknown[] | null;
            sets: number | null;
            legalLimit: Record<string, never> | null;
            legalLimitText: string | null;
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            dueAt: string | null;
            /** @enum {unknown} */
            resultChannel: "counter" | "post" | "online" | null;
            resultPlace: string | null;
            feeVnd: number | null;
            feeText: string | null;
            registerBook: number | null;
            registerNo: number | null;
            receiver: string | null;
            submitterSignature: null;
            /** @description On forms of an earlier build. The secret is printed from the answer to the step and not kept. */
            lookupSecret?: null;
        };
        FormYeuCauBoSung: components["schemas"]["PaperHeader"] & {
            /** @enum {unknown} */
            stage: "guidance" | "beforeReceipt" | "afterAppraisal";
            items: Record<string, never>[];
            reason: string | null;
            contact: Record<string, never>;
            guide: string | null;
            /** Format: date-time */
            applicantDeadline: string | null;
            /** @enum {unknown} */
            clockMode: "RESTART" | "RESUME" | null;
            sequence: number;
        };
        FormTuChoi: components["schemas"]["PaperHeader"] & {
            /** @enum {unknown} */
            stage: "receipt" | "afterAppraisal";
            reason: string | null;
            rightAgency: string | null;
            contact: Record<string, never>;
            submitterSignature: null;
        };
        FormXinLoi: components["schemas"]["PaperHeader"] & {
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            appointedAt: string | null;
            /** @enum {unknown} */
            reasonCategory: "internal" | "coAgency" | "system" | "forceMajeure" | "workload" | "other" | null;
            reason: string | null;
            /** Format: date-time */
            proposedDue: string | null;
            approvedBy: string | null;
            letterNo: string | null;
            sentAt: components["schemas"]["LetterSent"] | null;
        };
        FormDungGiaiQuyet: components["schemas"]["PaperHeader"] & {
            /** Format: date-time */
            requestedAt: string | null;
            stateAtRequest: string | null;
            /** @enum {unknown} */
            stopReason: "applicant" | "noSupplement" | null;
            reason: string | null;
            /** Format: date-time */
            decidedAt: string;
            originalsReturned: null;
            /** @enum {unknown} */
            feeHandling: "none" | "due" | "paid" | "waived" | "toRefund" | "refunded";
        };
        FormBienNhanKetQua: components["schemas"]["PaperHeader"] & {
            /** @description On forms of an earlier build; it stands in `submitter.owner`. */
            owner?: null;
            returnedBy: string | null;
            /** Format: date-time */
            returnedAt: string;
            resultKind: string | null;
            resultNumber: string | null;
            resultSummary: null;
            receiverSignature: null;
        };
        FormPhieuLayYKien: components["schemas"]["PaperHeader"] & {
            asked: string | null;
            content: string | null;
            /** Format: date-time */
            deadline: string | null;
        };
        FormThongBaoNopTien: components["schemas"]["PaperHeader"] & {
            feeVnd: number | null;
            feeText: string | null;
            reason: string | null;
        };
        FormBienLai: components["schemas"]["PaperHeader"] & {
            paymentReference: string | null;
            amountVnd: null;
            method: null;
            /** Format: date-time */
            paidAt: string;
        };
        FormBienBanBuuDien: components["schemas"]["PaperHeader"] & {
            papers: unknown[] | null;
            /** Format: date-time */
            handedOverAt: string;
            handedOverBy: string | null;
            sealNo: null;
            trackingNo: null;
            postClerk: null;
        };
        FormBienBanSuCo: components["schemas"]["PaperHeader"] & {
            /** @enum {unknown} */
            kind: "lost" | "damaged" | null;
            items: unknown[] | null;
            /** Format: date-time */
            happenedAt: string | null;
            heldBy: string;
            minutesNo: string | null;
            remedy: string | null;
            reason: string | null;
            /** @constant */
            clockAffected: false;
        };
        FormThongBao: components["schemas"]["PaperHeader"] & {
            about: components["schemas"]["Step"];
            /** Format: date-time */
            at: string;
            reason: string | null;
            /** Format: date-time */
            dueAt: string | null;
            decisionNo: string | null;
        };
        /**
         * @description Made each time a leg of a chain is given to its agency, by who gives it: the work and the deadline of each agency
         *     (NĐ61 19(6a)).
         */
        FormPhieuChuyenXuLy: components["schemas"]["PaperHeader"] & {
            leg: number;
            childCode: string;
            givenTo: components["schemas"]["NamedUnit"];
            /** Format: date-time */
            givenAt: string;
            work: string | null;
            /**
             * Format: date-time
             * @description The leg's own
             */
            dueAt: string;
            /**
             * Format: date-time
             * @description Until when its agency acknowledges (L5).
             */
            answerBy: string | null;
            /** Format: date-time */
            jointDueAt: string | null;
            lead?: components["schemas"]["NamedUnit"];
            /** @description Only of a leg that was sent back and is given once more. */
            sentBackFor?: string | null;
            /** @description Every leg of the chain; one that has not started stands with its planned due. */
            agencies: {
                leg: number;
                agency: components["schemas"]["NamedUnit"];
                kind: string;
                work: string;
                after: number[];
                /** Format: date-time */
                dueAt: string;
            }[] | null;
        };
        /** @description Phiếu kiểm soát, out of the event log. */
        ControlSlip: {
            /** @constant */
            form: "KIEM_SOAT";
            /** @enum {unknown} */
            formSet: "2018" | "2025";
            formNumber: string;
            title: string;
            code: string;
            oneStop: components["schemas"]["NamedUnit"];
            deciding: components["schemas"]["NamedUnit"] | null;
            cooperating: components["schemas"]["NamedUnit"][];
            /** Format: date-time */
            dueAt: string | null;
            rows: {
                agency: components["schemas"]["NamedUnit"];
                givenBy: components["schemas"]["NamedUnit"];
                giver: string | null;
                /** Format: date-time */
                givenAt: string;
                takenBy: string | null;
                taker: string | null;
                /** Format: date-time */
                takenAt: string | null;
                /**
                 * @description When the agency was done
                 * @enum {unknown}
                 */
                result: "before" | "on" | "after" | null;
                /** @enum {unknown} */
                note: "recalled" | "sentBack" | null;
                leg: number | null;
                /** @description Giao without nhận. */
                lost: boolean;
                /** @description What was handed over; null where nobody ever said which papers there are. */
                papersGiven: components["schemas"]["FiledPaper"][] | null;
                /** @description What was acknowledged (L12); null until then, and where nobody said. */
                papersTaken: components["schemas"]["FiledPaper"][] | null;
                differences: components["schemas"]["PaperDifferences"];
            }[];
            lost: boolean;
        };
        UrgedDossier: {
            code: string;
            procedure: components["schemas"]["NamedUnit"];
            /** @description The leg that is in the unit's hands; null: the dossier itself. */
            leg: number | null;
            /**
             * Format: date-time
             * @description Of a leg the earlier one: its own due, or the dossier's.
             */
            dueAt: string;
            /** @description false: due today or on the next working day. */
            isOverdue: boolean;
            /** @description Working days after the day of the due. */
            daysLate: number;
            /** @description The unit's own reference of the officer; null where it named none. */
            handledBy: string | null;
        };
        /** @description Văn bản đôn đốc, as it was sent. */
        UrgingLetter: {
            id: string;
            /** @constant */
            form: "VAN_BAN_DON_DOC";
            /** @description None of the circulars' forms. */
            formNumber: null;
            title: string;
            /** @description The one-stop. */
            unit: string;
            urged: string;
            year: number;
            /** @description Of the one-stop's letters of this kind and year, from 1, without gap. */
            number: number;
            /** Format: date-time */
            at: string;
            signer: {
                /** @constant */
                role: "oneStopHead";
                officer: string;
                /** @description The authority by whose order it is signed (TL.); null where the register names none. */
                byOrderOf: string | null;
            };
            missing: string[];
            data: {
                agency: string;
                to: string;
                byOrderOf: string | null;
                /** @description In the one-stop's own document system. */
                letterNo: string | null;
                due: number;
                overdue: number;
            };
            dossiers: components["schemas"]["UrgedDossier"][];
        };
        RegisterEntry: {
            /** @constant */
            form: "SO_THEO_DOI";
            /** @enum {unknown} */
            formSet: "2018" | "2025";
            formNumber: string;
            title: string;
            unit: string;
            year: number;
            row: components["schemas"]["RegisterRow"];
        };
        RegisterRow: {
            /** @description STT: from 1 each year, without gap. */
            number: number;
            code: string;
            procedure: components["schemas"]["NamedUnit"];
            sets: number | null;
            applicant: {
                name: string | null;
                address: string | null;
                phone: string | null;
                /** @description Whose matter it is (chủ hồ sơ); null when that is who handed it in. */
                owner: {
                    name: string;
                    address: string | null;
                } | null;
            } | null;
            deciding: string | null;
            receiver: string | null;
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            dueAt: string | null;
            /** Format: date-time */
            passedOnAt: string | null;
            /** Format: date-time */
            resultBackAt: string | null;
            /** Format: date-time */
            returnedAt: string | null;
            /** @enum {unknown} */
            returnedBy: "counter" | "post" | "online" | null;
            /** @description Of whoever fetched the result; on paper. */
            signature: null;
            /**
             * @description Why it ended without what was asked for: stopped, refused, or given back.
             * @enum {unknown}
             */
            note: "applicant" | "noSupplement" | "refused" | "returned" | null;
        };
        MessageState: components["schemas"]["MessageRef"] & {
            /**
             * @description `moved`: the receiver ended before it was delivered; `receipt.movedTo` follows it and is told by the message
             *     `receipt.movedAs`.
             * @enum {unknown}
             */
            state: "announced" | "inTransit" | "waiting" | "delivered" | "parked" | "withdrawn" | "moved";
            attempts: number;
            /** Format: date-time */
            deliveredAt: string | null;
            receipt: Record<string, never> | null;
        };
        /** @enum {unknown} */
        FaultClass: "ours" | "theirs" | "network" | "data" | "certificate" | "rights";
        MovedMessage: {
            /** Format: uuid */
            messageId: string;
            /** @description The agency that ended. */
            receiver: string;
            /** @description The dossier code. */
            subject: string;
            sequence: number;
            type: string;
            /**
             * @description How far it was. What was called out or queued may have arrived at the agency that ended.
             * @enum {unknown}
             */
            was: "announced" | "inTransit" | "waiting" | "calling" | "queued" | "parked";
            movedTo: string;
            /**
             * Format: uuid
             * @description The message that tells the successor; null where an operator had withdrawn it.
             */
            movedAs: string | null;
            /**
             * Format: date
             * @description First day without the agency.
             */
            effective: string;
            ground: string;
            basis: string;
            by: string;
            /** Format: date-time */
            at: string;
        };
        /** @description Why, for the record. No personal data. */
        OperatorReason: string;
        ParkedReason: {
            reason: components["schemas"]["OperatorReason"];
        };
        BothLanguages: {
            vi: string;
            en: string;
        };
        ParkedMessage: {
            /** Format: uuid */
            messageId: string;
            receiver: string;
            subject: string;
            sequence: number;
            type: string;
            partnerId: string | null;
            class: components["schemas"]["FaultClass"];
            fault: string;
            /** @description The field at fault, where the answer names one. */
            field: string | null;
            /**
             * @description Who has to do the next step.
             * @enum {unknown}
             */
            owner: "partner" | "operator";
            what: components["schemas"]["BothLanguages"];
            next: components["schemas"]["BothLanguages"];
            /** @description What came back; personal numbers are masked. */
            detail: string;
            /** @description What went wrong first; later faults do not mask it. */
            firstCause: null | {
                fault: string;
                detail: string;
                /** Format: date-time */
                at: string;
            };
            attempts: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            parkedAt: string | null;
        };
        UnreadableMessage: {
            id: number;
            /**
             * Format: uuid
             * @description null: it said none of ours.
             */
            messageId: string | null;
            receiver: string | null;
            subject: string | null;
            sequence: number | null;
            /** @description A unit still waits for it: it can be released, not dismissed. */
            owed: boolean;
            reason: string;
            bytes: number;
            /** Format: date-time */
            parkedAt: string;
        };
        ParkedDetail: components["schemas"]["ParkedMessage"] & {
            /** @description As it would be sent now. */
            message: Record<string, never>;
            /** @description The latest hundred attempts. */
            history: {
                attempt: number;
                /** Format: date-time */
                at: string;
                durationMs: number;
                /** @enum {unknown} */
                outcome: "delivered" | "retry" | "refused" | "unknown";
                detail: string;
            }[];
            /** @description What was sent in its place so far. */
            substitutes: {
                /** Format: uuid */
                messageId: string;
                /** @enum {unknown} */
                kind: "withdrawn" | "replaced" | "readdressed";
                reason: string;
                by: string;
                /** Format: date-time */
                at: string;
            }[];
        };
        Replay: {
            /** Format: uuid */
            id: string;
            /** @enum {unknown} */
            state: "draft" | "running" | "paused" | "done" | "aborted";
            receiver: string;
            partnerId: string;
            dossier: string | null;
            type: string | null;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            reason: string;
            by: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            /** @description At most, as its receiver may be called now. */
            perMinute: number;
            /** @description Why nothing is sent just now: pace, partner-down, partner-rest, partner-disabled, lane-busy. */
            waitsFor: string | null;
            /** @description Chosen to be sent. */
            messages: number;
            /** @description Of so many dossiers. */
            lanes: number;
            /** @description Of these the receiver has confirmed so many before. */
            alreadyHas: number;
            counts: {
                pending: number;
                sent: number;
                /** @description The receiver did not take it. */
                failed: number;
                /** @description Not sent; see leftOut. */
                left: number;
            };
            /** @description For what is still to be sent. */
            estimatedSeconds: number;
        };
        ReplayDetail: components["schemas"]["Replay"] & {
            leftOut: {
                /** @enum {unknown} */
                reason: "waiting" | "parked" | "erased" | "other-partner" | "before-webhook" | "withdrawn" | "replaced" | "agency-ended" | "lane-stopped";
                count: number;
                what: components["schemas"]["BothLanguages"];
                /** @description The first twenty. */
                messages: components["schemas"]["ReplayMessage"][];
            }[];
            /** @description The first twenty, in the order of sending. */
            firstLanes: {
                subject: string;
                messages: number;
                /** @description Sequence of the first one. */
                first: number;
                last: number;
                /** @description Live messages that wait until this lane is through. */
                behind: number;
            }[];
            /** @description The first twenty. */
            failed: (components["schemas"]["ReplayMessage"] & {
                /** @description The fault, as in ParkedMessage. */
                reason: string;
            })[];
            changes: {
                /** @enum {unknown} */
                change: "started" | "paused" | "resumed" | "aborted" | "done";
                by: string;
                reason: string;
                /** Format: date-time */
                at: string;
            }[];
        };
        ReplayMessage: {
            /** Format: uuid */
            messageId: string;
            subject: string;
            sequence: number;
        };
        Forecast: {
            partnerId: string;
            name: string;
            /** @enum {unknown} */
            channel: "webhook" | "inbox" | "amqp" | "portal";
            waiting: number;
            parked: number;
            /** Format: date-time */
            oldest: string;
            /** Format: date-time */
            downSince: string | null;
            /** @description By how fast it answers and may be called; null: it fetches itself. */
            perMinute: number | null;
            /** @description False: one second for each answer is supposed. */
            measured: boolean;
            /**
             * Format: date-time
             * @description When it is called next; null: after a change.
             */
            startsAt: string | null;
            /**
             * Format: date-time
             * @description Expected end of the backlog.
             */
            endsAt: string | null;
        };
        InboxItem: {
            cursor: string;
            acknowledged: boolean;
            /** @description A CloudEvents 1.0 envelope; see the AsyncAPI document. */
            message: Record<string, never>;
        };
        Subscription: {
            /** @enum {unknown} */
            channel: "inbox" | "webhook" | "amqp" | "portal";
            url: string | null;
            units: string[];
            /** @description `whsec_…` of a webhook, or the password of the RabbitMQ user; only in the answer to PUT. */
            secret?: string;
            /** @description With `amqp`. `pending` for a moment, until the broker has the queue and the user. */
            amqp?: {
                queue: string;
                /** @description Another one after each `rotateSecret`. */
                user: string;
                /** @enum {unknown} */
                state: "pending" | "ready";
            };
        };
        Unit: {
            /** @enum {unknown} */
            level: "province" | "district" | "commune";
            code: string;
            type: string;
            name: string;
            /** Format: date */
            validFrom: string | null;
            /** Format: date */
            validTo: string | null;
            parent: {
                level: string;
                code: string;
            } | null;
            /** @description Electronic identifiers of the agencies that act for the unit. */
            agencies: string[];
        };
        Organisation: {
            code: string;
            writtenAs: string;
            kind: string;
            name: string;
            parent: string | null;
            /** Format: date */
            validFrom: string | null;
            /** Format: date */
            validTo: string | null;
            successor: string | null;
            /** @description How sure the identifier is. */
            confidence: string;
            unit: {
                level?: string;
                code?: string;
                validFrom?: string | null;
            } | null;
            /** @description Whether a partner's system is connected for it. */
            served: boolean;
        };
        Procedure: {
            code: string;
            /**
             * @description Whose version it is, as H38: it binds that province's units and nobody else (C7). null: the centre's, which
             *     holds everywhere else. Lists show the centre's where there is one.
             */
            province: string | null;
            name: string;
            field: string | null;
            levels: string[];
            /** Format: date */
            validFrom: string | null;
            /**
             * Format: date
             * @description Last day. The day before `validFrom`: in force on no day any more, as another decision of that day counts
             *     (C9), or the centre's allows less (C7); dossiers received under it before that keep it.
             */
            validTo: string | null;
            /** @description Which of those that decisions opened from one day, from 0 (C9). */
            edition: number;
            limit: {
                /** @description In its own unit; halves occur. */
                value: number;
                /** @enum {unknown} */
                unit: "working_day" | "day" | "month" | "hour" | "immediate";
            } | null;
            limitText: string | null;
            /** @description The centre's limit beside one that the province promised; null when they are the same. */
            legalLimit: {
                value: number;
                /** @enum {unknown} */
                unit: "working_day" | "day" | "month" | "hour" | "immediate";
            } | null;
            time: components["schemas"]["TimeReading"];
            /**
             * @description `ministry`: its own central service, received by nobody else.
             * @enum {unknown}
             */
            solvedBy: "ministry" | null;
            /** @description Whole đồng. */
            feeVnd: number | null;
            feeText: string | null;
            /** @description Only when one procedure is read. */
            documents?: Record<string, never>[];
            replacedBy: string | null;
            listing: string;
        };
        Remapped: {
            /**
             * @description in-force: the draft keeps its version. amended, replaced: another one counts. ended: there is none, nothing can
             *     be received.
             * @enum {unknown}
             */
            status: "in-force" | "amended" | "replaced" | "ended";
            /** @description Procedures from the draft's to the one in force, each replaced by the next. */
            replacements: string[];
            /** @description The version that counts; null when none does. */
            inForce: components["schemas"]["Procedure"] | null;
            /** @description Whether there is anything to show. */
            isDifferent: boolean;
            /** @description What changed; each part null where nothing did. Null when the draft keeps its version or none counts. */
            difference: components["schemas"]["VersionDifference"] | null;
        };
        FilingRemapped: {
            from: {
                code: string;
                /**
                 * Format: date
                 * @description Its first day; null where that is unknown.
                 */
                version: string | null;
                /** @description Whose version it is, when a province's own (as H38); else the centre's. */
                province?: string;
                /** @description Which of those that decisions opened from that day (C9); else the first. */
                edition?: number;
            };
            /** @description Procedures from the one it was written for to the one in force, each replaced by the next. */
            replacements: string[];
            difference: components["schemas"]["VersionDifference"];
        };
        VersionDifference: {
            name: components["schemas"]["ChangedText"];
            field: components["schemas"]["ChangedText"];
            limit: {
                before: components["schemas"]["StatedLimit"];
                after: components["schemas"]["StatedLimit"];
            } | null;
            /** @description The centre's limit beside one that the province promised. */
            legalLimit: {
                before: components["schemas"]["LimitNumber"];
                after: components["schemas"]["LimitNumber"];
            } | null;
            /** @description How time is read; the law's defaults where a version says nothing. */
            time: {
                before: components["schemas"]["TimeReading"];
                after: components["schemas"]["TimeReading"];
            } | null;
            solvedBy: components["schemas"]["ChangedText"];
            fee: {
                before: components["schemas"]["StatedFee"];
                after: components["schemas"]["StatedFee"];
            } | null;
            levels: components["schemas"]["ChangedSet"];
            papers: components["schemas"]["ChangedSet"];
        };
        /** @description How time is read; what the version does not say is the law's default. */
        TimeReading: {
            start: components["schemas"]["ClockMode"];
            /** @enum {unknown} */
            supplement: "RESTART" | "RESUME";
            /** @enum {unknown} */
            payment: "PAUSE" | "RUN" | "START_AFTER_PAID";
        };
        LimitNumber: {
            value: number;
            /** @enum {unknown} */
            unit: "working_day" | "day" | "month" | "hour" | "immediate";
        } | null;
        ChangedText: {
            before: string | null;
            after: string | null;
        } | null;
        ChangedSet: {
            added: string[];
            removed: string[];
        } | null;
        StatedLimit: {
            limit: {
                value: number;
                /** @enum {unknown} */
                unit: "working_day" | "day" | "month" | "hour" | "immediate";
            } | null;
            limitText: string | null;
        };
        StatedFee: {
            /** @description Whole đồng. */
            feeVnd: number | null;
            feeText: string | null;
        };
        Problem: {
            /** Format: uri-reference */
            type: string;
            title: string;
            status: number;
            /** @description Stable; programs may rely on it. */
            code: string;
            detail: string;
            remedy: string;
            /** @description JSON pointer to the field at fault. */
            field?: string;
            requestId?: string;
            vi: components["schemas"]["Words"];
            en: components["schemas"]["Words"];
        };
        Words: {
            title: string;
            detail: string;
            remedy: string;
        };
    };
    responses: {
        /** @description The letter as it is on record */
        LetterTaken: {
            headers: {
                "Idempotency-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Letter"];
            };
        };
        /** @description What happened, and the messages it caused */
        StepTaken: {
            headers: {
                "Idempotency-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["StepTaken"];
            };
        };
        /** @description The chain after it, and the messages it caused */
        LegTaken: {
            headers: {
                "Idempotency-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    chain: components["schemas"]["Chain"];
                    messages: components["schemas"]["MessageRef"][];
                    /** @description When the papers acknowledged are not those handed over (L12); the sender is told. */
                    paperDifferences?: components["schemas"]["PaperDifferences"];
                };
            };
        };
        /** @description Decided; it goes out at once */
        ParkedDecided: {
            headers: {
                "Idempotency-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** Format: uuid */
                    messageId: string;
                    /**
                     * Format: uuid
                     * @description What is sent in its place.
                     */
                    substituteId?: string;
                    /**
                     * Format: uuid
                     * @description What the other agency is told.
                     */
                    movedAs?: string;
                };
            };
        };
        /** @description 200: it was here already; 201: it is here now; 202: this part is, the rest is to follow */
        FileTaken: {
            headers: {
                /** @description Bytes that are here. */
                "Upload-Offset"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    sha256: components["schemas"]["Sha256"];
                    /** @description Bytes of the whole. */
                    size: number;
                    /** @description Bytes that are here. */
                    received: number;
                    complete: boolean;
                };
            };
        };
        /** @description What was wrong, where, and what to do */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description State of the parts */
        Health: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    status: "ok" | "failing";
                    checks: {
                        [key: string]: string;
                    };
                };
            };
        };
    };
    parameters: {
        /** @description Electronic identifier of one of the caller's one-stops. */
        OwnUnit: string;
        Sha256: components["schemas"]["Sha256"];
        PaymentReference: string;
        DossierCode: string;
        /** @description Ours, as the list of letters has it. */
        Letter: string;
        /** @description Ours, as the order was answered with it. */
        PostOrderNumber: string;
        /** @description `id` of a form, or KIEM_SOAT, SO_THEO_DOI. */
        Paper: string;
        ProcessId: components["schemas"]["ProcessId"];
        MessageId: string;
        UnreadableId: number;
        ReplayId: string;
        /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
        IdempotencyKey: string;
        Limit: number;
        /** @description The `next` of the page before. */
        Page: string;
        /** @description A day in Viet Nam; today when left out. */
        On: string;
    };
    requestBodies: never;
    headers: {
        /** @description `true` when this is the answer given before to the same Idempotency-Key. */
        Replayed: "true";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    issueToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @constant */
                    grant_type: "client_credentials";
                    client_id?: string;
                    client_secret?: string;
                    /** @constant */
                    client_assertion_type?: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                    client_assertion?: string;
                    scope?: string;
                };
            };
        };
        responses: {
            /** @description The token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: Record<string, never>[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listEvidenceKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            /** @description First 32 digits of the SHA-256 of the key (SPKI */
                            id: string;
                            publicPem: string;
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDossiers: {
        parameters: {
            query?: {
                /** @description Only changes recorded at or after this moment. */
                changedSince?: string;
                /** @description The `next` of the page before. Pages follow the order of commits, so none is ever skipped. */
                after?: string;
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Dossier"][];
                        /** @description Where the next page, or the next question, goes on. */
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    receiveDossier: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Receipt"];
            };
        };
        responses: {
            /** @description The dossier with its code */
            201: {
                headers: {
                    Location?: string;
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepTaken"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readStatuses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    codes: string[];
                };
            };
        };
        responses: {
            /** @description One answer for each code, in the order asked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            asked: string;
                            /** @description Null where there is no such dossier, or the caller was never concerned with it. */
                            status: components["schemas"]["DossierStatus"] | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readDossier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dossier */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DossierDetail"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The timeline, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readMoney: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it, for units that work on the dossier */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DossierMoney"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    fixFee: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["OrgCode"];
                    officer: components["schemas"]["Officer"];
                    kind?: components["schemas"]["FeeKind"];
                    lines?: {
                        kind: components["schemas"]["FeeKind"];
                        name: string;
                        amountVnd: components["schemas"]["Dong"];
                        /** @description The text of law or the decision that says so much. */
                        basis: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description The dossier's money with the new fee */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DossierMoney"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    openPayment: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["OrgCode"];
                    officer: components["schemas"]["Officer"];
                    /**
                     * @example transfer
                     * @example vnpay
                     */
                    gateway: string;
                    /** @description How long the payer has. */
                    minutes?: number;
                    /** @description Of the payer's browser. */
                    payerAddress?: string;
                    /** @description Who stands on the receipt, where that is not the applicant. */
                    payer?: {
                        name: components["schemas"]["PersonName"];
                        idNumber: string;
                        address: string;
                    };
                };
            };
        };
        responses: {
            /** @description The attempt as it stands now */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentRequest"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    applyMoney: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
                reference: components["parameters"]["PaymentReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["OrgCode"];
                    officer: components["schemas"]["Officer"];
                    /**
                     * @description fee: it pays the fee after all, once it is enough; what is more is owed back. oweBack: all of it is.
                     * @enum {unknown}
                     */
                    to: "fee" | "oweBack";
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The dossier's money after it */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DossierMoney"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endPayment: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
                reference: components["parameters"]["PaymentReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["OrgCode"];
                    officer: components["schemas"]["Officer"];
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The attempt as it stands now */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentRequest"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    decideRefund: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
                reference: components["parameters"]["PaymentReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["OrgCode"];
                    officer: components["schemas"]["Officer"];
                    amountVnd: components["schemas"]["Dong"];
                    leftVnd: components["schemas"]["Dong"];
                    reason: string;
                    legalBasis?: string;
                    /**
                     * @description The payment that goes back, by its `id` in `payments`. Left out: what came last where it is owed back, else
                     *     what came first.
                     */
                    payment?: string;
                };
            };
        };
        responses: {
            /** @description The refund, decided */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentRefund"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    moveRefund: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["OrgCode"];
                    officer: components["schemas"]["Officer"];
                    /** @enum {unknown} */
                    decision: "approve" | "withdraw" | "done" | "refused";
                    /** @description The transfer's number; with `done`. */
                    proof?: string;
                    /** @description The account it left, where it was not the gateway. */
                    account?: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The refund as it stands now */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentRefund"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readPapers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The forms that were made, oldest first, and those that follow from history at any time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        papers: components["schemas"]["Paper"][];
                        /** @description Made when read, under their key. */
                        live: {
                            /** @enum {unknown} */
                            form: "KIEM_SOAT" | "SO_THEO_DOI";
                            formNumber: string | null;
                            title: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readPaper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
                /** @description `id` of a form, or KIEM_SOAT, SO_THEO_DOI. */
                paper: components["parameters"]["Paper"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The form's data */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Paper"] | components["schemas"]["ControlSlip"] | components["schemas"]["RegisterEntry"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    recordPrint: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
                /** @description `id` of a form, or KIEM_SOAT, SO_THEO_DOI. */
                paper: components["parameters"]["Paper"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["OrgCode"];
                    at?: components["schemas"]["Moment"];
                    officer?: components["schemas"]["Officer"];
                };
            };
        };
        responses: {
            /** @description How often it was printed */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        printed: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    recordContact: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactRequest"];
            };
        };
        responses: {
            /** @description The contact, with its form */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readRegister: {
        parameters: {
            query?: {
                /** @description This year in Viet Nam when left out. */
                year?: number;
                /** @description Rows after this number. */
                after?: number;
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /** @description Electronic identifier of one of the caller's one-stops. */
                code: components["parameters"]["OwnUnit"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows by number, without gap */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        unit: string;
                        year: number;
                        items: components["schemas"]["RegisterRow"][];
                        next: number | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUrgings: {
        parameters: {
            query?: {
                /** @description Letters before this one; `next` of the page before. */
                before?: string;
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /** @description Electronic identifier of one of the caller's one-stops. */
                code: components["parameters"]["OwnUnit"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Letters as they were sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["UrgingLetter"][];
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    urgeUnit: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Electronic identifier of one of the caller's one-stops. */
                code: components["parameters"]["OwnUnit"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    to: components["schemas"]["OrgCode"];
                    /** @description The one-stop's own reference of its head, who signs; not a name. */
                    officer: string;
                    role?: components["schemas"]["Role"];
                    letterNo?: components["schemas"]["LetterNo"];
                };
            };
        };
        responses: {
            /** @description The letter, and the messages it caused */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        letter: components["schemas"]["UrgingLetter"];
                        messages: components["schemas"]["MessageRef"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readPressing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Electronic identifier of one of the caller's one-stops. */
                code: components["parameters"]["OwnUnit"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who has what that is due or overdue; the one-stop's own is not in it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        unit: string;
                        /** Format: date-time */
                        at: string;
                        units: {
                            unit: components["schemas"]["NamedUnit"];
                            due: number;
                            overdue: number;
                            dossiers: (components["schemas"]["UrgedDossier"] & {
                                /** Format: date-time */
                                lastUrgedAt: string | null;
                            })[];
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    handOverDossier: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Handover"];
            };
        };
        responses: {
            201: components["responses"]["StepTaken"];
            default: components["responses"]["Problem"];
        };
    };
    listSteps: {
        parameters: {
            query: {
                /** @description One of the caller's units. */
                by: components["schemas"]["OrgCode"];
                role?: components["schemas"]["Role"];
            };
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every step */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        by: string;
                        noDue: components["schemas"]["NoDue"];
                        steps: components["schemas"]["StepExplained"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    takeStep: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepRequest"];
            };
        };
        responses: {
            201: components["responses"]["StepTaken"];
            default: components["responses"]["Problem"];
        };
    };
    readPostOrders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oldest first; who sends and receives for those who work on the dossier */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        orders: components["schemas"]["PostOrder"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createPostOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostOrderRequest"];
            };
        };
        responses: {
            /** @description The order as it is on record */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostOrder"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    quotePostOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostOrderRequest"];
            };
        };
        responses: {
            /** @description Provisional prices, one for each service of the post */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: string;
                        prices: {
                            service: string;
                            /** @description Whole đồng. */
                            priceVnd: number;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelPostOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the order was answered with it. */
                number: components["parameters"]["PostOrderNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["PostBy"];
                    officer?: components["schemas"]["PostOfficer"];
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The order as it is on record */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostOrder"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    recordPostHandOver: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the order was answered with it. */
                number: components["parameters"]["PostOrderNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostHandOverRequest"];
            };
        };
        responses: {
            /** @description The order with its records */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostOrder"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    correctPostReceipt: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the order was answered with it. */
                number: components["parameters"]["PostOrderNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["PostBy"];
                    officer: components["schemas"]["PostOfficer"];
                    receiptNumber: components["schemas"]["PostRecordNumber"];
                    /** @description What it ought to say, whole đồng; left out where that is right. */
                    amountVnd?: number;
                    /**
                     * Format: date-time
                     * @description Left out where that is right.
                     */
                    collectedAt?: string;
                    /** @description Nothing was collected by it, or not for this order: its money counts no more. */
                    isVoid?: boolean;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The order with its records */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostOrder"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readPostLabel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the order was answered with it. */
                number: components["parameters"]["PostOrderNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The label */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        number: string;
                        waybill: string | null;
                        /** @description What the code says: the waybill, else our number. */
                        code: string;
                        /** @description The code as SVG. */
                        picture: string;
                        sender: components["schemas"]["PostLabelParty"];
                        receiver: components["schemas"]["PostLabelParty"];
                        contents: string;
                        weightGrams: number;
                        collectVnd: number | null;
                        /** @description The post's own label, base64; VP-4 alone. */
                        pdf: string | null;
                        /** @description The label as a page of HTML in A6. */
                        page: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readLetters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first; what they say for those who work on the dossier */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        letters: components["schemas"]["Letter"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    sendLetter: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LetterRequest"];
            };
        };
        responses: {
            201: components["responses"]["LetterTaken"];
            default: components["responses"]["Problem"];
        };
    };
    listLetters: {
        parameters: {
            query?: {
                /** @description One of the caller's own; left out for all. */
                unit?: string;
                side?: "in" | "out";
                /**
                 * @description `unlinked`: of no dossier; `receipt`: 03 or 02 is owed (NĐ 30 art. 21(2)(c)); `asked`: a recall waits for its answer;
                 *     `late`: a deadline passed.
                 */
                only?: "unlinked" | "receipt" | "asked" | "late";
                /** @description The `next` of the page before. */
                before?: string;
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        letters: components["schemas"]["LetterSummary"][];
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The letter */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Letter"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    linkLetter: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["LetterBy"];
                    officer?: components["schemas"]["PostOfficer"];
                    dossier: string;
                    /** @description Needed to move a link. */
                    reason?: string;
                    /** @description The letter of ours, of that dossier, that this one answers. */
                    answers?: string;
                };
            };
        };
        responses: {
            201: components["responses"]["LetterTaken"];
            default: components["responses"]["Problem"];
        };
    };
    acceptLetter: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["LetterBy"];
                    officer?: components["schemas"]["PostOfficer"];
                    /** @enum {unknown} */
                    act: "accept" | "refuse";
                    reason?: components["schemas"]["LetterReason"];
                };
            };
        };
        responses: {
            201: components["responses"]["LetterTaken"];
            default: components["responses"]["Problem"];
        };
    };
    reportLetter: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["LetterBy"];
                    officer?: components["schemas"]["PostOfficer"];
                    /** @enum {unknown} */
                    act: "assign" | "process" | "complete";
                    reason?: components["schemas"]["LetterReason"];
                };
            };
        };
        responses: {
            201: components["responses"]["LetterTaken"];
            default: components["responses"]["Problem"];
        };
    };
    recallLetter: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["LetterBy"];
                    officer?: components["schemas"]["PostOfficer"];
                    reason?: components["schemas"]["LetterReason"];
                    /** @enum {unknown} */
                    answer?: "agree" | "decline";
                    organs?: components["schemas"]["LetterOrgan"][];
                };
            };
        };
        responses: {
            201: components["responses"]["LetterTaken"];
            default: components["responses"]["Problem"];
        };
    };
    updateLetter: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["LetterBy"];
                    officer?: components["schemas"]["PostOfficer"];
                    reason: components["schemas"]["LetterReason"];
                    subject?: components["schemas"]["LetterSubject"];
                    content?: components["schemas"]["LetterContent"];
                    signer?: components["schemas"]["LetterSigner"];
                    /**
                     * Format: date
                     * @description The day that the letter states.
                     */
                    due?: string;
                    priority?: components["schemas"]["LetterPriority"];
                    files?: components["schemas"]["Files"];
                    add?: components["schemas"]["LetterReceivers"];
                    remove?: components["schemas"]["LetterOrgan"][];
                };
            };
        };
        responses: {
            201: components["responses"]["LetterTaken"];
            default: components["responses"]["Problem"];
        };
    };
    replaceLetter: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Ours, as the list of letters has it. */
                letter: components["parameters"]["Letter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["LetterBy"];
                    officer?: components["schemas"]["PostOfficer"];
                    reason: components["schemas"]["LetterReason"];
                    to?: components["schemas"]["LetterReceivers"];
                    /** @description Further letters of ours, of the same dossier, that end with it. */
                    also?: string[];
                    number: components["schemas"]["LetterNumber"];
                    notation: components["schemas"]["LetterNotation"];
                    /** Format: date */
                    issued: string;
                    /** @description That of the old one. */
                    typeName?: string;
                    subject: components["schemas"]["LetterSubject"];
                    content?: components["schemas"]["LetterContent"];
                    signer?: components["schemas"]["LetterSigner"];
                    /**
                     * Format: date
                     * @description The day that the letter states.
                     */
                    due?: string;
                    priority?: components["schemas"]["LetterPriority"];
                    files: components["schemas"]["Files"];
                    answerBy?: components["schemas"]["Moment"];
                };
            };
        };
        responses: {
            201: components["responses"]["LetterTaken"];
            default: components["responses"]["Problem"];
        };
    };
    stampOverdue: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StampRequest"];
            };
        };
        responses: {
            /** @description How the dossier stands now, and the messages it caused */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        overdue: components["schemas"]["Overdue"];
                        messages: components["schemas"]["MessageRef"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startChain: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: components["schemas"]["OrgCode"];
                    process: components["schemas"]["ProcessId"];
                    /** @description The lead agency, when the process leaves it open or another leads this time. */
                    lead?: string;
                    at?: components["schemas"]["Moment"];
                    officer?: components["schemas"]["Officer"];
                };
            };
        };
        responses: {
            201: components["responses"]["LegTaken"];
            default: components["responses"]["Problem"];
        };
    };
    readChain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chain */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chain"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    takeLegStep: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                code: components["parameters"]["DossierCode"];
                /** @description Number of the leg. */
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LegStepRequest"];
            };
        };
        responses: {
            201: components["responses"]["LegTaken"];
            default: components["responses"]["Problem"];
        };
    };
    readProcess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        versions: components["schemas"]["Process"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    defineProcess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcessDraft"];
            };
        };
        responses: {
            /** @description The draft, with what stands against it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    checkProcess: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Who checked; a reference. */
                    officer: string;
                };
            };
        };
        responses: {
            /** @description The checked process */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    approveProcess: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    decisionNo: string;
                    /** Format: date */
                    decisionDate: string;
                    /** @description A reference. */
                    signer: string;
                };
            };
        };
        responses: {
            /** @description The approved process */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retireProcess: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["ProcessId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date
                     * @description The last day of receipt; today or later.
                     */
                    lastDay: string;
                    decisionNo: string;
                    /** Format: date */
                    decisionDate: string;
                    /** @description A reference. */
                    signer: string;
                };
            };
        };
        responses: {
            /** @description The version that ends with the day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDelegations: {
        parameters: {
            query?: {
                unit?: components["schemas"]["OrgCode"];
                /** @description Only those in force on this day. */
                on?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delegations, oldest first; at most 500 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delegation"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    delegate: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DelegationRequest"];
            };
        };
        responses: {
            /** @description The delegation */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endDelegation: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date
                     * @description The last day on which it may be used; yesterday at the earliest, which ends it at once.
                     */
                    lastDay: string;
                    decisionNo: string;
                    /** Format: date */
                    decisionDate: string;
                };
            };
        };
        responses: {
            /** @description The delegation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: components["parameters"]["Sha256"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content, with the media type that was given for it */
            200: {
                headers: {
                    ETag?: string;
                    "Accept-Ranges"?: "bytes";
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                    "application/octet-stream": unknown;
                };
            };
            /** @description The range */
            206: {
                headers: {
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    putFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: components["parameters"]["Sha256"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            200: components["responses"]["FileTaken"];
            201: components["responses"]["FileTaken"];
            202: components["responses"]["FileTaken"];
            default: components["responses"]["Problem"];
        };
    };
    readDigest: {
        parameters: {
            query?: {
                /** @description The items of this part. */
                bucket?: string;
            };
            header?: never;
            path: {
                /** @description A day in Viet Nam. */
                day: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hashes, or the items of the part asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date */
                        day: string;
                        /**
                         * Format: date-time
                         * @description What was taken over before.
                         */
                        until: string;
                        count?: number;
                        sha256?: string;
                        buckets?: {
                            bucket: string;
                            count: number;
                            sha256: string;
                        }[];
                        items?: {
                            receiver: string;
                            dossier: string;
                            sequence: number;
                            state: string | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    bringDigest: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description A day in Viet Nam. */
                day: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description When the list was read at the unit.
                     */
                    takenAt: string;
                    /** @description The list is of this part only. All of it, when left out. */
                    bucket?: string;
                    items: {
                        receiver: components["schemas"]["OrgCode"];
                        dossier: string;
                        /** @description Of the last message taken over. */
                        sequence: number;
                        state: components["schemas"]["State"];
                    }[];
                };
            };
        };
        responses: {
            /** @description The differences, and what is done about each */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestReport"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readInbox: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Seconds to wait when nothing is there. */
                wait?: number;
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InboxItem"][];
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readMissing: {
        parameters: {
            query: {
                receiver: components["schemas"]["OrgCode"];
                /** @description The dossier code. */
                subject: string;
                /** @description First sequence wanted. */
                from?: number;
                /** @description Last one; at most 100 are answered. */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of the sequence */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        announced: number;
                        items: {
                            sequence: number;
                            acknowledged: boolean;
                            message: Record<string, never>;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    acknowledgeMessage: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Acknowledged, now or before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        messageId: string;
                        /** Format: date-time */
                        acknowledgedAt: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    subscribe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    channel: "inbox" | "webhook" | "amqp";
                    /** Format: uri */
                    url?: string;
                    /** @description Gives a new signing secret. For 24 hours messages are signed with the old one as well; rotating again ends the old one at once. With `amqp`: a new user with a new password; the old user may come in as well for 24 hours. */
                    rotateSecret?: boolean;
                };
            };
        };
        responses: {
            /** @description The channel, and the secret that webhooks are signed with, or the password of the RabbitMQ user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUnits: {
        parameters: {
            query?: {
                level?: "province" | "district" | "commune";
                /** @description Code of the statistics office. One code can name different units at different times. */
                code?: string;
                parent?: string;
                /** @description Part of the name. */
                q?: string;
                /** @description A day in Viet Nam; today when left out. */
                on?: components["parameters"]["On"];
                /** @description The `next` of the page before. */
                after?: components["parameters"]["Page"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Unit"][];
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readUnit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Electronic identifier, either notation. */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agency */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listProcedures: {
        parameters: {
            query?: {
                /** @description Part of the name or code. */
                q?: string;
                level?: "ministry" | "province" | "district" | "commune" | "other";
                /** @description A day in Viet Nam; today when left out. */
                on?: components["parameters"]["On"];
                /** @description The `next` of the page before. */
                after?: components["parameters"]["Page"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Procedure"][];
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readProcedure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description National code; a local suffix is understood. */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The procedure */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        versions: components["schemas"]["Procedure"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    remapDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The procedure the draft was written for. */
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date
                     * @description `validFrom` of the version the draft was written for; null where that is unknown.
                     */
                    version: string | null;
                    /** @description Of the version the draft was written for, when that is a province's own. */
                    province?: string;
                    /** @description Of the version the draft was written for, when several decisions opened one from that day. */
                    edition?: number;
                    /**
                     * @description The agency where it is submitted: its province may have a version of its own (C7). Left out, the
                     *     centre's version counts.
                     */
                    by?: string;
                    /**
                     * Format: date
                     * @description Day of submission in Viet Nam; today when left out.
                     */
                    on?: string;
                };
            };
        };
        responses: {
            /** @description The version that counts, and the difference */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Remapped"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDigests: {
        parameters: {
            query?: {
                partner?: string;
                day?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most 100 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: (components["schemas"]["DigestReport"] & {
                            /** @enum {unknown} */
                            via: "api" | "webhook";
                            /** @enum {unknown} */
                            ending: "compared" | "unanswered" | "unreadable";
                            detail: string;
                            bucket: string | null;
                            /** Format: date-time */
                            at: string;
                        })[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listParked: {
        parameters: {
            query?: {
                class?: components["schemas"]["FaultClass"];
                receiver?: components["schemas"]["OrgCode"];
                /** @description Only what has been parked longer. */
                olderThanHours?: number;
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, and how many there are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        total: number;
                        items: components["schemas"]["ParkedMessage"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readParked: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedDetail"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retryParked: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParkedReason"];
            };
        };
        responses: {
            200: components["responses"]["ParkedDecided"];
            default: components["responses"]["Problem"];
        };
    };
    readdressParked: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    to: components["schemas"]["OrgCode"];
                    reason: components["schemas"]["OperatorReason"];
                };
            };
        };
        responses: {
            200: components["responses"]["ParkedDecided"];
            default: components["responses"]["Problem"];
        };
    };
    dropParked: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParkedReason"];
            };
        };
        responses: {
            200: components["responses"]["ParkedDecided"];
            default: components["responses"]["Problem"];
        };
    };
    replaceParked: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: Record<string, never>;
                    reason: components["schemas"]["OperatorReason"];
                };
            };
        };
        responses: {
            200: components["responses"]["ParkedDecided"];
            default: components["responses"]["Problem"];
        };
    };
    listUnreadable: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those nobody has decided about, and how many there are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        total: number;
                        items: components["schemas"]["UnreadableMessage"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    releaseUnreadable: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                unreadableId: components["parameters"]["UnreadableId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParkedReason"];
            };
        };
        responses: {
            /** @description Decided */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** Format: uuid */
                        messageId: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    dismissUnreadable: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                unreadableId: components["parameters"]["UnreadableId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParkedReason"];
            };
        };
        responses: {
            /** @description Decided */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** Format: uuid */
                        messageId: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMoved: {
        parameters: {
            query?: {
                /** @description The agency that ended. */
                receiver?: components["schemas"]["OrgCode"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, how many there are, and how many dossiers' messages wait for a person to say who follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        total: number;
                        /** @description See npx hub succession cases. */
                        undecided: number;
                        items: components["schemas"]["MovedMessage"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listReplays: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How each stands */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Replay"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    draftReplay: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    receiver: components["schemas"]["OrgCode"];
                    /**
                     * Format: date-time
                     * @description Messages announced from this moment on.
                     */
                    from: string;
                    /**
                     * Format: date-time
                     * @description To before this one; not in the future.
                     */
                    to: string;
                    dossier?: string;
                    /** @description Of the message, such as vn.lienthong.dossier.moved.v1. */
                    type?: string;
                    /**
                     * @description Never more than half of what the receiver may be called in a minute is used.
                     * @default 60
                     */
                    perMinute?: number;
                    reason: components["schemas"]["OperatorReason"];
                };
            };
        };
        responses: {
            /** @description The preview */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replayId: components["parameters"]["ReplayId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The replay */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startReplay: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                replayId: components["parameters"]["ReplayId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParkedReason"];
            };
        };
        responses: {
            /** @description How it stands then */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    pauseReplay: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                replayId: components["parameters"]["ReplayId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParkedReason"];
            };
        };
        responses: {
            /** @description How it stands then */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    abortReplay: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, unique per action, at least a week long the same for a repeat. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                replayId: components["parameters"]["ReplayId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParkedReason"];
            };
        };
        responses: {
            /** @description How it stands then */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readForecast: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Partners to whom something is owed, the longest backlog first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Forecast"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    lookUpDossier: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ten characters printed on the slip; small letters, blanks and hyphens make no difference. */
                "Slip-Secret"?: string;
            };
            path: {
                code: components["parameters"]["DossierCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Code and degree of completion */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        /** @enum {unknown} */
                        completion: "filed" | "received" | "processing" | "waitingForApplicant" | "ended" | "done" | "returned";
                        slip?: components["schemas"]["Slip"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    checkAlive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Health"];
        };
    };
    checkReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Health"];
            503: components["responses"]["Health"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text exposition format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
}

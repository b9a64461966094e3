import SyncModel

/// What to do about each cause, in a sentence for the merchant's people.
enum FailureAdvice {
    static func fix(for code: DeliveryFault.Code) -> String {
        switch code {
        case .invalidValue:
            "The CRM does not accept a value of this record. Correct it in Shopify, or change the mapping of the named field."
        case .unknownCurrency:
            "The CRM's account does not have the order's currency. Add it there; the orders are then delivered by themselves."
        case .requiredField:
            "The CRM demands a field that the mapping leaves empty. Map it, or make it optional in the CRM; for the account of an order, its words above say what gives it one."
        case .lacksAccount:
            "The CRM makes no order without a customer's account. Name one for such orders with \"order_account\" (where one is named, its words above say what is wrong with it: mend that in the CRM, then \"sluice failures retry\"), or let everybody who buys have a contact with \"guests: create\"; a server that takes the change (\"sluice reload\") sends them by itself. \"sluice failures discard\" leaves the record out."
        case .missingField: "A mapped field does not exist in the CRM. Run \"sluice setup\", or correct the mapping."
        case .identityConflict:
            "Say which one it is: \"sluice identity list\" shows the CRM records, \"sluice identity decide\" takes the answer. Or merge them in the CRM, then retry."
        case .gone: "The record was deleted in the CRM."
        case .mapping: "The mapping could not be applied to this record. \"sluice mapping preview\" shows where."
        case .unreadable:
            "What came was no answer of the CRM that could be understood: a maintenance page, a proxy in front of it, or, for type rest, a description that does not fit. It is tried again by itself."
        case .refused:
            "The CRM refuses this; its words above say why. \"sluice show\" tells what was sent: correct the value in Shopify or its field in the mapping, then \"sluice failures retry\". \"sluice failures discard\" leaves the record out."
        case .unauthorized:
            "The CRM does not accept the credentials. \"sluice doctor\" says what to do; a new token or secret stands under the destination's \"credentials\"."
        case .missingScope:
            "The token may not do this. Give it the scope that the CRM names; delivery then goes on by itself."
        case .wrongAccount: "The token belongs to another account. Use the right one's token, or correct \"account\"."
        case .noAnswer:
            "The CRM cannot be reached. Check base_url and the network; it is tried again by itself."
        case .unavailable:
            "The CRM answers that it cannot work now; its status page may say why. It is tried again by itself."
        case .rateLimited, .quotaExhausted:
            "Wait: the CRM allows no more calls now. Another program may use up its quota."
        default: "\"sluice failures retry\" sends it again. If it fails again, the words above say why."
        }
    }
}

import SyncModel

/// What an audit's causes mean to a person, and what to do about them.
enum AuditWords {
    static func meaning(_ cause: AuditCause) -> String {
        switch cause {
        case .notSentByRule: "not sent by a rule of the mapping"
        case .testOrder: "test order, kept and not sent"
        case .notVisible: "older than the 60 days that the app may see in Shopify"
        case .sharedContact: "shares its contact with another customer of the same address"
        case .leftContact: "left a contact of its own for a shared one, and that still holds what is untrue"
        case .refusedField: "the CRM refused or cut the value"
        case .waiting: "waits to be read or delivered"
        case .onItsWay: "changed less than a minute before, on its way"
        case .paused: "to be delivered, but that is paused"
        case .delayed: "has waited to be read or delivered for more than an hour"
        case .behindOrders: "the date of the last order is older than Shopify's"
        case .deletedInShopify: "deleted in Shopify, left in the CRM"
        case .deletedInCRM: "deleted in the CRM and left so"
        case .discarded: "given up by a person"
        case .leftOut: "left out by a person's choice, or by \"adopt\""
        case .erased: "erased on request"
        case .unreadable: "Shopify has it in a form that cannot be read"
        case .unreadableHere: "what is stored here of it, or of its customer, cannot be read: not compared"
        case .missingInRecords: "in Shopify, not known here"
        case .outdatedInRecords: "Shopify has something newer"
        case .goneFromShopify: "gone from Shopify, known here"
        case .missingInCRM: "not in the CRM"
        case .lostLink: "in the CRM, but not linked"
        case .goneFromCRM: "its CRM record is gone"
        case .changedInCRM: "changed in the CRM"
        case .notDelivered: "not delivered as the mapping is now"
        case .mergedInShopify: "merged into another customer in Shopify, still by itself in the CRM"
        case .parked: "parked: the CRM refuses it"
        case .undecided: "parked: a person must say who it is"
        case .unmappable: "the mapping cannot be applied to it"
        }
    }

    /// `nil` where nothing is to be done.
    static func advice(_ cause: AuditCause) -> String? {
        switch cause {
        case .notSentByRule, .testOrder, .notVisible, .sharedContact, .deletedInShopify, .deletedInCRM, .discarded,
            .leftOut, .erased:
            nil
        case .leftContact: "Merge that contact in the CRM into the one that the customer shares, or delete it there."
        case .behindOrders: "The customer's next order brings it; \"sluice backfill customers\" brings all of them."
        case .waiting, .onItsWay: "Ask again when it is idle (sluice status --wait-idle 600)."
        case .paused: "\"sluice status\" says why; \"sluice resume\" goes on once that is mended."
        case .delayed: "\"sluice status\" and \"sluice show\" say what it waits for."
        case .refusedField:
            "\"sluice show\" has the CRM's words; mend the value, the mapping or the CRM, then --repair sends it again."
        case .missingInRecords: "\"sluice backfill\" brings history in; --repair mends what was missed since."
        case .outdatedInRecords, .goneFromShopify, .missingInCRM, .lostLink, .notDelivered,
            .mergedInShopify:
            "--repair mends it."
        case .goneFromCRM:
            "--repair looks for it again. What was deleted there on purpose stays deleted, and is then told so."
        case .changedInCRM:
            "--repair writes Shopify's value again. To let people keep theirs, give the field write: if_empty or on_create."
        case .parked: "\"sluice failures list\" says why; then \"sluice failures retry\"."
        case .undecided:
            "\"sluice identity list\" shows the CRM's records that could be it; \"sluice identity decide\" takes the answer."
        case .unmappable: "\"sluice mapping preview\" shows the mistake."
        case .unreadableHere:
            "The server's log says why. With the key that sealed it in storage.old_seal_keys, or mended otherwise, audit again."
        case .unreadable: "The server's log says what is wrong with it. It is tried again by itself."
        }
    }
}

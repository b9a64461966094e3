/// What a receipt says, after decoding.
package enum ReceiptContent: Sendable, Hashable {
    /// Partial records to merge into what is known.
    case changes([SyncRecord])
    /// What is asked about a person's data or the app; becomes a request in the receipt's own transaction.
    case request(ComplianceNotice)
    /// A topic outside customers and orders.
    case ignored
    /// The reason, without personal data, with the place in the body.
    case undecodable(reason: String)

    /// How the reason begins where not the delivery cannot be read but the record that is stored.
    package static let unmerged = "the stored record cannot be merged with it"
}

/// A receipt with its content, ready to be applied.
package struct DecodedReceipt: Sendable, Hashable {
    package var receipt: Receipt
    package var content: ReceiptContent

    package init(receipt: Receipt, content: ReceiptContent) {
        self.receipt = receipt
        self.content = content
    }
}

/// Turns a receipt's bytes into content.
///
/// Pure: the same receipt always gives the same content.
package protocol ReceiptDecoder: Sendable {
    func decode(_ receipt: Receipt) -> ReceiptContent
}

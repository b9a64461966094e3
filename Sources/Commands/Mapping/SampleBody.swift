import Foundation
import Shopify
import SyncEngine
import SyncModel

/// A webhook body from a file or a test case, as the record that it tells of.
struct SampleBody {
    var record: SyncRecord
    /// For an order: the customer that its body tells of.
    var customer: CustomerRecord?

    /// Without a kind, a body with `line_items` is taken for an order: an order is told from a customer by what only orders
    /// have.
    init(file: String, kind: RecordKind?, store: StoreName) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure.usage("The file \"\(file)\" cannot be read.")
        }
        try self.init([UInt8](data), kind: kind, store: store, name: "\"\(file)\"")
    }

    init(_ body: [UInt8], kind: RecordKind?, store: StoreName, name: String) throws {
        let kind = kind ?? (String(decoding: body, as: UTF8.self).contains("\"line_items\"") ? .order : .customer)
        let receipt = Receipt(
            store: store,
            webhookID: "sample",
            topic: kind == .order ? "orders/updated" : "customers/update",
            receivedAt: SystemClock().now,
            body: body
        )
        switch ShopifyReceiptDecoder().decode(receipt) {
        case .changes(let records):
            guard let record = records.first(where: { $0.kind == kind }) else {
                throw CommandFailure.failed("\(name) holds neither an order nor a customer.")
            }
            self.record = record
            guard kind == .order else { return }
            for case .customer(let person) in records { customer = person }
        case .ignored, .request:
            throw CommandFailure.failed("\(name) holds neither an order nor a customer.")
        case .undecodable(let reason): throw CommandFailure.failed("\(name) cannot be read: \(reason)")
        }
    }
}

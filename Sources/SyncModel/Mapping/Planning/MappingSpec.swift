/// A mapping gone through with stored records: to send what differs, or to see it beside what the CRM holds.
package struct MappingSpec: Sendable, Hashable, Codable {
    package enum Action: String, Sendable, Hashable, Codable {
        /// Marks exactly the records whose mapped content differs from what was delivered, as history.
        case apply
        /// Reads the CRM and compares; changes nothing.
        case compare
    }

    package var action: Action
    package var destination: DestinationName
    /// In the order in which they are gone through; customers first, so that orders find their contacts.
    package var kinds: [RecordKind]
    /// The mapping that is meant, so that a server which runs with another one does not take it for its own.
    package var mapping: String
    /// Its text, so that a server which runs with another one can compare by it; only where nothing is to be sent.
    package var document: String?
    /// Only this record, of the only kind; its values are then told, and the job is not kept.
    package var record: Int64?
    /// Instead of what is stored of that record, where a webhook body was given.
    package var sample: Sample?

    /// A record that is not stored, or stored otherwise.
    package struct Sample: Sendable, Hashable, Codable {
        package var record: SyncRecord
        /// For an order: its customer.
        package var customer: CustomerRecord?

        package init(record: SyncRecord, customer: CustomerRecord? = nil) {
            self.record = record
            self.customer = customer
        }
    }

    package init(
        _ action: Action,
        destination: DestinationName,
        kinds: [RecordKind] = [.customer, .order],
        fingerprint: UInt64,
        document: String? = nil,
        record: Int64? = nil,
        sample: Sample? = nil
    ) {
        self.action = action
        self.destination = destination
        self.kinds = kinds
        mapping = Self.name(fingerprint)
        self.document = document
        self.record = record
        self.sample = sample
    }

    package static func name(_ fingerprint: UInt64) -> String { String(fingerprint, radix: 16) }
}

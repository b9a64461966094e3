import FoundationEssentials
package import SyncModel

/// A connector with a CRM of its own, empty and set up, and what is only seen or done in the CRM itself.
///
/// `prepare` has been called. Nothing but the connector writes between a test's own steps.
package protocol ConnectorStage: Sendable {
    var connector: any CRMConnector { get }
    var fields: ConnectorFields { get }
    /// A CRM id in the CRM's form that no record has or had.
    var missingID: String { get }

    /// The kinds of records that the connector has.
    var kinds: [RecordKind] { get }

    /// Whether the connector can ask for records of ours without naming them.
    var tellsWhatItHolds: Bool { get }

    /// Puts a person there whom we did not make; returns the CRM id.
    func add(person email: String, name: String) async throws -> String
    /// Takes a record away as a person in the CRM would.
    func delete(_ crmID: String, kind: RecordKind) async throws
    /// How many records of this kind the CRM holds.
    func count(_ kind: RecordKind) async throws -> Int
    /// What a field holds; `nil` for an empty one, and where there is no such record.
    func value(_ field: String, of crmID: String, kind: RecordKind) async throws -> String?
    /// The contacts that an order belongs to, as the CRM sees it.
    func contacts(ofOrder crmID: String) async throws -> Set<String>
    /// Makes the next request that writes records of this kind go wrong, once.
    func trouble(_ trouble: ConnectorTrouble, kind: RecordKind) async throws
    /// Answers every request that looks for records or reads them with this from now on, in the CRM's place.
    func garble(_ garble: ConnectorGarble?) async
}

/// What happens to a request that writes.
package enum ConnectorTrouble: Sendable, Hashable, CaseIterable {
    /// An error of the server, nothing written.
    case failsBefore
    /// An error of the server although everything was written.
    case failsAfter
    /// The connection ends before anything was written.
    case resetsBefore
    /// The connection ends although everything was written.
    case resetsAfter
    /// Too many calls; nothing written.
    case throttled
    /// The credentials are refused until they are renewed, or for good.
    case unauthorized

    /// Whether the records are there although the answer says nothing of it.
    var isWritten: Bool { self == .failsAfter || self == .resetsAfter }
}

/// The CRM's names for what the checks write.
package struct ConnectorFields: Sendable {
    /// A customer's address.
    package var email: String
    /// A text of a customer that may be emptied.
    package var firstName: String
    /// What a customer needs besides, such as a last name.
    package var customer: [MappedField]
    /// An order's name.
    package var orderName: String
    /// A decimal of an order that may be emptied.
    package var amount: String
    /// What an order needs besides, such as a stage and a closing date.
    package var order: [MappedField]
    /// The lines without which there is no order.
    package var lines: [MappedLine]

    package init(
        email: String,
        firstName: String,
        customer: [MappedField] = [],
        orderName: String,
        amount: String,
        order: [MappedField] = [],
        lines: [MappedLine] = []
    ) {
        self.email = email
        self.firstName = firstName
        self.customer = customer
        self.orderName = orderName
        self.amount = amount
        self.order = order
        self.lines = lines
    }
}

extension ConnectorStage {
    package var kinds: [RecordKind] { RecordKind.allCases }
    package var tellsWhatItHolds: Bool { true }

    /// A record of either kind as the engine hands it over.
    func record(_ id: Int64, _ kind: RecordKind, _ target: CRMUpsert.Target = .externalID) -> CRMUpsert {
        kind == .customer ? customer(id, target) : order(id, target)
    }

    /// Another value of a record, and the field that it stands in.
    func changed(_ id: Int64, _ kind: RecordKind, _ target: CRMUpsert.Target) -> (upsert: CRMUpsert, field: String) {
        kind == .customer
            ? (customer(id, name: "Bea", target), fields.firstName) : (order(id, name: "Bea", target), fields.orderName)
    }

    /// A customer as the engine hands it over.
    func customer(
        _ id: Int64,
        email: String? = nil,
        name: String = "Ada",
        _ target: CRMUpsert.Target = .externalID,
        only fields: [MappedField]? = nil,
        origin: Origin = .live
    ) -> CRMUpsert {
        let all =
            [
                MappedField(self.fields.email, .text(email ?? "p\(id)@example.com")),
                MappedField(self.fields.firstName, .text(name)),
            ] + self.fields.customer
        return CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .customer, id: id),
            origin: origin,
            target: target,
            externalID: String(id),
            fields: fields ?? all
        )
    }

    /// An order as the engine hands it over.
    func order(
        _ id: Int64,
        name: String? = nil,
        amount: MappedValue = .decimal(99.95),
        _ target: CRMUpsert.Target = .externalID,
        parent: String? = nil,
        formerParents: [String] = [],
        origin: Origin = .live
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .order, id: id),
            origin: origin,
            target: target,
            externalID: String(id),
            fields: [
                MappedField(fields.orderName, .text(name ?? "Shopify Order #\(id)")),
                MappedField(fields.amount, amount),
            ] + fields.order,
            lines: fields.lines,
            parent: parent,
            formerParents: formerParents
        )
    }

    /// Writes records that must all arrive; returns what was written, in their order.
    func write(_ records: [CRMUpsert], _ kind: RecordKind) async throws -> [WrittenRecord] {
        try await connector.upsert(records, kind: kind).map { outcome in
            guard case .written(let record) = outcome else { throw UnexpectedOutcome(outcome: outcome) }
            return record
        }
    }

    func write(_ record: CRMUpsert, _ kind: RecordKind) async throws -> WrittenRecord {
        guard let written = try await write([record], kind).first else { throw UnexpectedOutcome(outcome: nil) }
        return written
    }
}

/// What a check did not expect of a connector.
struct UnexpectedOutcome: Error, CustomStringConvertible {
    var outcome: UpsertOutcome?
    var description: String { outcome.map { "unexpected: \($0)" } ?? "there is no outcome" }
}

import SyncModel

/// One pass of orders: whose they are, the orders themselves, then roles or line items.
struct SalesforceOrders: Sendable {
    let client: SalesforceClient

    private var object: SalesforceObject { client.settings.object(.order) }
    private var pass: SalesforcePass { SalesforcePass(client: client, object: object) }

    func run(_ records: [CRMUpsert]) async throws(DeliveryFault) -> [UpsertOutcome] {
        guard !records.isEmpty else { return [] }
        var outcomes: [Int: UpsertOutcome] = [:]
        do throws(SalesforceRefusal) {
            let origin = records.map(\.origin).min() ?? .live
            let (fitted, faults) = try await pass.fit(records)
            outcomes = faults.mapValues(UpsertOutcome.failed)
            let parents = try await SalesforceParents(client: client, origin: origin).find(records)
            var orders = try await placed(fitted, parents, &outcomes)
            if object == .order { orders = try await drafts(orders, origin, &outcomes) }
            let writes = orders.map(\.write)
            var writer = SalesforceWriter(client: client, object: object)
            outcomes.merge(await pass.outcomes(writes, await writer.run(writes))) { _, new in new }
            // Somebody may have deleted or merged that account since it was looked for.
            if orders.contains(where: { $0.isWithoutCustomer && outcomes[$0.write.index]?.isWritten != true }) {
                await client.org.doubtOrderAccount()
            }
            for item in fitted {
                guard let parent = item.record.parent, parents[parent] == nil,
                    case .written(var written) = outcomes[item.index]
                else { continue }
                written.lacksParent = true
                written.warnings.append("the customer's record \(parent) is not in Salesforce any more")
                outcomes[item.index] = .written(written)
            }
            switch object {
            case .order: await SalesforceItems(client: client).attach(orders, &outcomes)
            default: await SalesforceRoles(client: client, origin: origin).associate(records, parents, &outcomes)
            }
        } catch {
            throw error.fault
        }
        return try SalesforcePass.whole(outcomes, count: records.count)
    }

    /// An order on its way.
    struct Placed: Sendable {
        var write: SalesforceWrite
        var record: CRMUpsert
        /// The status that an `Order` is to get once its items are there.
        var status: SalesforceValue?
        /// The customer's record, where it is there.
        var parent: SalesforceParent?
        /// Whether it has the account of `order_account`, and no customer's.
        var isWithoutCustomer = false
    }

    /// Orders with their account, and with the org's own stage.
    private func placed(
        _ fitted: [SalesforcePass.Fitted],
        _ parents: [String: SalesforceParent],
        _ outcomes: inout [Int: UpsertOutcome]
    ) async throws(SalesforceRefusal) -> [Placed] {
        var orders: [Placed] = []
        var stages: [SalesforceStage]?
        for item in fitted {
            var write = pass.write(item)
            let parent = item.record.parent.flatMap { parents[$0] }
            if let account = parent?.account { write.values["AccountId"] = .text(account) }
            if object == .order, let contact = parent?.contact { write.values["BillToContactId"] = .text(contact) }
            if object == .opportunity, let text = write.values["StageName"]?.plain {
                if stages == nil { stages = try await client.org.stages(client) }
                var stage = SalesforceStage.meant(by: text, among: stages ?? [])
                if stage == nil {
                    stages = try await client.org.stages(client, fresh: true)
                    stage = SalesforceStage.meant(by: text, among: stages ?? [])
                }
                guard let stage else {
                    outcomes[item.index] = .failed(SalesforceStage.fault(text, among: stages ?? []))
                    continue
                }
                write.values["StageName"] = .text(stage.value)
            }
            if case .record(let id) = item.record.target, write.values.isEmpty {
                outcomes[item.index] = .written(WrittenRecord(crmID: id, isNew: false, warnings: item.warnings))
                if object == .opportunity { continue }
            }
            orders.append(Placed(write: write, record: item.record, parent: parent))
        }
        return orders
    }

    /// An Order begins as a draft, and its status comes after its items: one that is active takes none.
    ///
    /// Orders that are there by our id are changed by Salesforce's, so that they are not made drafts again.
    private func drafts(
        _ orders: [Placed],
        _ origin: Origin,
        _ outcomes: inout [Int: UpsertOutcome]
    ) async throws(SalesforceRefusal) -> [Placed] {
        guard let field = object.idField else { return orders }
        let new = orders.filter { $0.write.endpoint == .upsert }.map(\.write.id)
        var known: [String: String] = [:]
        if !new.isEmpty {
            let rows = try await SalesforceReader(client: client, origin: origin)
                .rows(of: object, where: field, in: new, fields: [field])
            for row in rows { if let key = row.text(field) { known[key] = row.text("Id") } }
        }
        var book: String?
        if client.settings.lines == .items, orders.contains(where: { $0.write.endpoint == .upsert }) {
            book = try await client.org.standardBook(client)
        }
        let drafted = orders.map { order in
            var order = order
            order.status = order.write.values.removeValue(forKey: "Status")
            if order.write.endpoint == .upsert, let id = known[order.write.id] {
                order.write.endpoint = .update
                order.write.id = id
                // Only a draft may change hands.
                order.write.values["AccountId"] = nil
            } else if order.write.endpoint == .upsert {
                order.write.values["Status"] = "Draft"
                if let book { order.write.values["Pricebook2Id"] = .text(book) }
                if order.status?.plain == "Draft" { order.status = nil }
            }
            return order
        }
        return try await SalesforceOrderAccount(client: client).complete(drafted, &outcomes)
    }
}

extension UpsertOutcome {
    fileprivate var isWritten: Bool { if case .written = self { true } else { false } }
}

/// The record of an order's customer, as far as an order names it.
struct SalesforceParent: Sendable, Hashable {
    var account: String?
    var contact: String?
}

/// Finds the accounts of orders' customers, all with one call for 2,000.
struct SalesforceParents: Sendable {
    let client: SalesforceClient
    var origin = Origin.live

    /// By the customer's CRM id; those that are not there any more are missing.
    func find(_ records: [CRMUpsert]) async throws(SalesforceRefusal) -> [String: SalesforceParent] {
        let ids = Set(records.compactMap(\.parent)).sorted()
        guard !ids.isEmpty else { return [:] }
        let isPerson = client.settings.customerObject == .personAccount
        let object = client.settings.object(.customer)
        let rows = try await SalesforceReader(client: client, origin: origin)
            .records(ids, of: object, fields: isPerson ? ["PersonContactId"] : ["AccountId"])
        var parents: [String: SalesforceParent] = [:]
        for row in rows {
            guard let id = row.text("Id") else { continue }
            parents[SalesforceID.full(id)] =
                isPerson
                ? SalesforceParent(account: id, contact: row.text("PersonContactId"))
                : SalesforceParent(account: row.text("AccountId"), contact: id)
        }
        return parents
    }
}

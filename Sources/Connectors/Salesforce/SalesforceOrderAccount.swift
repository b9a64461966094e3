import SyncModel

/// Gives new Orders without a customer's account the one that the settings name: Salesforce makes none without.
struct SalesforceOrderAccount: Sendable {
    let client: SalesforceClient

    /// What there is of the account that the settings name.
    enum Standing: Sendable, Hashable {
        case there(id: String, name: String)
        /// Not there, or not for this user to see.
        case missing
        /// Several have the name.
        case several
    }

    /// The orders that can be made, all with an account; what cannot has an outcome instead.
    func complete(
        _ orders: [SalesforceOrders.Placed],
        _ outcomes: inout [Int: UpsertOutcome]
    ) async throws(SalesforceRefusal) -> [SalesforceOrders.Placed] {
        guard orders.contains(where: Self.lacksAccount) else { return orders }
        var standing: Standing?
        if let named = client.settings.orderAccount {
            standing = try await client.org.orderAccount(named, client)
        }
        var complete: [SalesforceOrders.Placed] = []
        for var order in orders {
            guard Self.lacksAccount(order) else {
                complete.append(order)
                continue
            }
            if case .there(let id, _) = standing {
                order.write.values["AccountId"] = .text(id)
                order.isWithoutCustomer = true
                complete.append(order)
            } else {
                outcomes[order.write.index] = .failed(fault(standing, order))
            }
        }
        return complete
    }

    private static func lacksAccount(_ order: SalesforceOrders.Placed) -> Bool {
        order.write.endpoint == .upsert && order.write.values["AccountId"] ?? .null == .null
    }

    private func fault(_ standing: Standing?, _ order: SalesforceOrders.Placed) -> DeliveryFault {
        // Whoever mends in Salesforce what the setting names need not say so here: it is tried again.
        let problem = client.settings.orderAccount.flatMap { named in
            standing?.problem(of: named).map { "\($0); \(standing?.mend ?? "")" }
        }
        if let contact = order.parent?.contact {
            return DeliveryFault(
                .requiredField,
                problem == nil ? .park : .retry,
                message: "an Order needs an account, and its customer's contact \(contact) has none: give it one in "
                    + "Salesforce, then \"sluice failures retry\", or "
                    + (problem.map { "mend order_account on the destination (\($0))" }
                        ?? "set order_account on the destination"),
                fields: ["AccountId"]
            )
        }
        return DeliveryFault(
            .lacksAccount,
            problem == nil ? .park : .retry,
            message: "an Order needs an account"
                + (problem.map { ", order_account on the destination names none (\($0))" } ?? "")
                + ", and there is no customer's for this one",
            fields: ["AccountId"]
        )
    }

    /// Whether every order can have an account; nothing is said of opportunities, which need none.
    func findings() async throws(SalesforceRefusal) -> [Finding] {
        guard client.settings.orderObject == .order else { return [] }
        guard let named = client.settings.orderAccount else { return [unnamed].compactMap(\.self) }
        let subject = "order_account"
        let standing = try await look(named)
        if case .there(let id, let name) = standing {
            return [Finding(.fine, subject, "orders without a customer's account go to \"\(name)\" (\(id))")]
        }
        return [
            Finding(
                .problem,
                subject,
                standing.problem(of: named) ?? "",
                fix: standing.mend
            )
        ]
    }

    /// What follows for orders where no account is named for them.
    private var unnamed: Finding? {
        // By the mapping's own account, or what it makes of the order, every order has one.
        guard !(client.settings.mappedFields[.order] ?? []).contains("AccountId") else { return nil }
        let fix = "name an account for such orders: order_account: { name: \"Shopify guests\" }"
        var without = ["of nobody, as of a walk-in at the till"]
        if !client.settings.contacts.ignoredEmails.isEmpty { without.append("of addresses in ignore_emails") }
        guard client.settings.contacts.guests == .create else {
            let guests = client.settings.contacts.guests
            let found = guests == .link ? ", unless the org has a contact with their address," : ""
            return Finding(
                .warning,
                "order_account",
                "an Order needs a customer's account: those of people who buy without an account in the shop\(found) are "
                    + "parked (guests: \(guests.rawValue)), and so are those \(without.joined(separator: " and "))",
                fix: fix + ", or set guests: create for the former"
            )
        }
        return Finding(
            without.count > 1 ? .warning : .fine,
            "order_account",
            "an Order needs a customer's account: those \(without.joined(separator: " and ")) are parked",
            fix: without.count > 1 ? fix : nil
        )
    }

    /// Looks for the account; a name counts in any case, as it does for Salesforce.
    func look(_ named: FallbackAccount) async throws(SalesforceRefusal) -> Standing {
        let reader = SalesforceReader(client: client)
        let rows =
            switch named {
            case .id(let id):
                try await reader.rows(of: .account, where: "Id", in: [id], fields: ["Name"], most: 2)
            case .name(let name):
                try await reader.rows(of: .account, where: "Name", in: [name], fields: ["Name"], most: 2)
            }
        guard let row = rows.first, let id = row.text("Id") else { return .missing }
        return rows.count > 1 ? .several : .there(id: SalesforceID.full(id), name: row.text("Name") ?? id)
    }
}

extension SalesforceOrderAccount.Standing {
    /// What is wrong, in words; `nil` where nothing is.
    func problem(of named: FallbackAccount) -> String? {
        switch (self, named) {
        case (.there, _): nil
        case (.missing, .id(let id)): "there is no account \(id), or the user may not see it"
        case (.missing, .name(let name)): "no account is named \"\(name)\", or the user may not see it"
        case (.several, _): "several accounts are named so"
        }
    }

    /// What is to be done where something is wrong.
    var mend: String {
        self == .several
            ? "name the one by its id: order_account: { id: \"001…\" }"
            : "make the account in Salesforce, give the user the right to see it, or name another one"
    }
}

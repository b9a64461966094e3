/// What is read of a store beyond what every read brings: only what a mapping names.
package struct ReadDemand: Sendable, Hashable {
    /// By kind of record, each once and in a fixed order.
    package private(set) var metafields: [RecordKind: [MetafieldName]] = [:]

    /// Whether a customer of whom only webhooks told must be read once: what came before the first webhook of a group is
    /// told by none.
    package var completesCustomers = false
    /// Whether the language of customers is wanted, which no topic tells, so that every change of theirs must be read.
    package var followsLocale = false
    /// Whether the date of a customer's last order is wanted, which reads and orders tell.
    package var followsLastOrder = false

    package init(metafields: [RecordKind: Set<MetafieldName>] = [:]) {
        for (kind, names) in metafields { add(names, of: kind) }
    }

    /// Takes more in; each mapping names at most ``Metafield/maximumCount`` of a kind.
    package mutating func add(_ names: some Sequence<MetafieldName>, of kind: RecordKind) {
        let all = Set(metafields[kind] ?? []).union(names)
        guard !all.isEmpty else { return }
        metafields[kind] = all.sorted()
    }

    /// Whether every body of this kind of record lacks something that is wanted and may have changed with it.
    package func exceedsWebhooks(_ kind: RecordKind) -> Bool {
        !(metafields[kind] ?? []).isEmpty || kind == .customer && followsLocale
    }

    /// Whether something that is wanted of a record was never read, as after a mapping has come to name it.
    ///
    /// Never of one that is no more, nor of a guest: there is nothing to read.
    package func isUnmet(by record: SyncRecord) -> Bool {
        guard !record.life.isDeleted, record.hasContent, !record.isGuest else { return false }
        switch record {
        case .customer(let customer):
            if followsLastOrder, customer.lastOrder.version == nil { return true }
            if completesCustomers || followsLocale, customer.reads.readAt == nil { return true }
            return lacks(customer.profile.fields.metafields, of: .customer)
        case .order(let order): return lacks(order.details.fields.metafields, of: .order)
        }
    }

    private func lacks(_ known: Field<[Metafield]>, of kind: RecordKind) -> Bool {
        guard let wanted = metafields[kind], !wanted.isEmpty else { return false }
        let names = Set((known.value ?? []).map(\.name))
        return !wanted.allSatisfy(names.contains)
    }

    /// Takes in what another mapping wants.
    package mutating func add(_ other: ReadDemand) {
        for (kind, names) in other.metafields { add(names, of: kind) }
        completesCustomers = completesCustomers || other.completesCustomers
        followsLocale = followsLocale || other.followsLocale
        followsLastOrder = followsLastOrder || other.followsLastOrder
    }

    /// What of it webhooks can fulfil by themselves, of a store that cannot be read.
    package var ofWebhooks: ReadDemand {
        var demand = ReadDemand()
        demand.followsLastOrder = followsLastOrder
        return demand
    }
}

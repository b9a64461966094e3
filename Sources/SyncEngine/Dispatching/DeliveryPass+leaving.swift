import SyncModel

// Contacts that orders had, and no longer have.
extension DeliveryPass {
    /// Names the contacts that orders leave as they are named by now, and keeps them from being merged until the pass ends.
    ///
    /// A merger takes an order's association along: under its former id a contact would not be taken away any more, and the
    /// order forgets it. Orders whose former contact is just being merged go shortly after, when its new id is known.
    func recognise(
        _ planned: inout [PlannedUpsert],
        _ resolver: inout ConflictResolver,
        settled: inout [Settlement],
        result: PassResult
    ) async throws {
        guard planned.contains(where: \.leavesContacts) else { return }
        try await name(&planned)
        var waiting: Set<LaneKey> = []
        var left: [LaneKey: [String]] = [:]
        for plan in planned where plan.leavesContacts {
            let contacts = plan.lane.formerContacts
            left[plan.lane.key] = contacts
            for crmID in contacts where !resolver.leave(crmID, besides: result.taken) { waiting.insert(plan.lane.key) }
        }
        try await resolver.follow(Set(left.filter { !waiting.contains($0.key) }.values.joined()))
        // One may have been merged between the first look and now, or by a call whose answer was lost.
        try await name(&planned)
        for plan in planned where plan.leavesContacts && plan.lane.formerContacts != left[plan.lane.key] {
            waiting.insert(plan.lane.key)
        }
        for plan in planned where waiting.contains(plan.lane.key) {
            settled.append(later(plan.lane, due: clock.now + Self.mergerTime))
        }
        planned.removeAll { waiting.contains($0.lane.key) }
    }

    private func name(_ planned: inout [PlannedUpsert]) async throws {
        let former = Set(
            planned.filter(\.leavesContacts).flatMap {
                [$0.lane.link?.associatedTo].compactMap(\.self) + $0.lane.parentsInDoubt
            }
        )
        let moves = try await store.present(former, in: route.name)
        guard !moves.isEmpty else { return }
        for index in planned.indices { planned[index].lane.contactMoves = moves }
    }

    /// How long an order waits for a merger under way.
    private static let mergerTime = Duration.seconds(1)
}

extension PlannedUpsert {
    /// Whether it is associated anew and has, or may have, another contact than that.
    fileprivate var leavesContacts: Bool { lane.parentLink != nil && !lane.formerContacts.isEmpty }
}

extension ConflictResolver {
    /// Takes a contact in hand that is about to become a part of another one, or to take another one in; refused while
    /// another pass has it, or takes it from orders.
    mutating func takeForMerger(_ crmID: String, object: String) -> Bool {
        take(InFlightKeys.name(object: object, crmID: crmID))
            && take(InFlightKeys.merging(crmID), unless: InFlightKeys.leaving(crmID))
    }

    /// Whether a contact may be taken from orders: it is not being merged by another pass, and will not be until this one
    /// has ended.
    ///
    /// - Parameters:
    ///   - crmID: the contact.
    ///   - own: what this pass has in hand; what it merged itself is known.
    /// - Returns: whether it may.
    mutating func leave(_ crmID: String, besides own: Set<String>) -> Bool {
        own.contains(InFlightKeys.merging(crmID))
            || join(InFlightKeys.leaving(crmID), unless: InFlightKeys.merging(crmID))
    }
}

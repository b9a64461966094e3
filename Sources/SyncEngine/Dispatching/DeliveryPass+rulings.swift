import SyncModel

extension DeliveryPass {
    /// Does what people said of these records as far as nothing is written for it: lets go of what they no longer are, and
    /// leaves out what is to be left out.
    ///
    /// Returns the lanes that are still to be delivered.
    func obeyed(
        _ lanes: [ClaimedLane],
        _ resolver: inout ConflictResolver,
        settled: inout [Settlement],
        result: inout PassResult
    ) async throws -> [ClaimedLane] {
        resolver.rulings = try await store.rulings(on: lanes.map(\.key.record), in: route.name)
        guard !resolver.rulings.isEmpty, let kind = lanes.first?.key.record.kind else { return lanes }
        let rulings = resolver.rulings
        let open = lanes.filter { rulings[$0.key.record]?.isOpen ?? false }
        var freed: [ClaimedLane] = []
        if !open.isEmpty {
            do {
                if let fault = result.holding(kind) { throw fault }
                let (kept, busy) = try await resolver.letGo(open, epoch: epoch)
                freed = kept
                settled += busy.map { failed($0, ConflictResolver.unsettled, result: &result) }
            } catch let fault as DeliveryFault {
                settled += open.map { unread($0, fault, result: &result) }
            }
        }
        var left: [ClaimedLane] = []
        for lane in lanes.filter({ !(rulings[$0.key.record]?.isOpen ?? false) }) + freed {
            // What is no more in Shopify is taken out whatever was said of it.
            if resolver.rulings[lane.key.record]?.choice == .skip, !lane.record.life.isDeleted {
                settled.append(skipped(lane, reason: IdentityRuling.skipReason, outcome: DeliveryNote.leftOut))
            } else {
                left.append(lane)
            }
        }
        return left
    }
}

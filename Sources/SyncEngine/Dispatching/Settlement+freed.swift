import SyncModel

extension Settlement {
    /// The contacts that may have another address now, or have lost their owner: whoever shares one is looked at anew.
    ///
    /// - Parameters:
    ///   - known: the customer's link before the delivery.
    ///   - coalesces: whether the customer may have had another address meanwhile that was never sent: by our books it was
    ///     the owner's, so that somebody may have come to share the contact by it.
    ///   - left: a contact that carries the customer's id, of which our books do not say so, and that it does not point at
    ///     from now on.
    /// - Returns: their links; one contact may be named twice.
    func linksFreed(from known: Link?, coalesces: Bool = false, left: Link? = nil) -> [Link] {
        let owned = known?.standing == .owner ? known : nil
        // One who shared before had left it before: two who cross would wake each other for ever.
        let left = known == nil ? left : nil
        switch result {
        case .skipped, .withdrawn: return [owned, left].compactMap { $0 }
        case .delivered(_, let new?, _) where new.standing == .shared: return [owned, left].compactMap { $0 }
        case .delivered(_, let new?, _) where new.crmID != owned?.crmID && new.isAdopted:
            return [owned, new].compactMap { $0 }
        case .delivered(_, let new, _):
            guard note?.sent.values.contains(where: { $0.isEmpty || EmailAddress.folded($0) != nil }) ?? false else {
                return coalesces ? [owned].compactMap { $0 } : []
            }
            // Nobody can have pointed at a contact that was just made.
            let found = note?.outcome == "created" || new?.crmID == owned?.crmID ? nil : new
            return [owned, found].compactMap { $0 }
        case .retry, .wait, .parked: return []
        }
    }
}

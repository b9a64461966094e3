extension InMemoryStore {
    package func link(_ key: LaneKey) -> Link? {
        lanes[key]?.link
    }

    package func holders(
        destination: DestinationName,
        object: String,
        crmID: String,
        after last: LinkHolder?
    ) -> [LinkHolder] {
        let holders = lanes.values.compactMap { lane -> LinkHolder? in
            guard lane.key.destination == destination, let link = lane.link, link.object == object,
                link.crmID == crmID
            else { return nil }
            return LinkHolder(key: lane.key.record, link: link)
        }
        .sorted(by: LinkHolder.isListedEarlier)
        .filter { holder in last.map { LinkHolder.isListedEarlier($0, holder) } ?? true }
        return Array(holders.prefix(LinkHolder.listedAtOnce))
    }

    package func intend(_ merger: ContactMerger, destination: DestinationName, epoch: Int64) -> Bool {
        guard self.epoch(of: destination) == epoch else { return false }
        begunMergers[destination, default: [:]][merger.former] = merger
        return true
    }

    package func mergers(of contacts: Set<String>, in destination: DestinationName) -> [ContactMerger] {
        (begunMergers[destination] ?? [:]).values
            .filter { contacts.contains($0.former) || contacts.contains($0.into) }
            .sorted { $0.former < $1.former }
    }

    package func note(_ moves: [ContactMove], in destination: DestinationName) {
        for move in moves {
            contactMoves[destination, default: [:]][move.former] = move.crmID
            begunMergers[destination]?[move.former] = nil
        }
    }

    package func moves(of contacts: Set<String>, in destination: DestinationName) -> [String: String] {
        (contactMoves[destination] ?? [:]).filter { contacts.contains($0.key) }
    }

    package func unlink(_ key: LaneKey) {
        lanes[key]?.link = nil
        lanes[key]?.holding = nil
        lanes[key]?.parentsInDoubt = []
        lanes[key]?.refused = RefusedFields()
    }

    package func acquire(lease name: String, owner: String, lasting: Duration) -> Lease? {
        let now = leaseClock()
        let expiresAt = now + lasting
        var epoch: Int64 = 1
        if let held = leases[name] {
            let isRunning = held.expiresAt > now
            guard held.owner == owner || !isRunning else { return nil }
            epoch = held.owner == owner && isRunning ? held.epoch : held.epoch + 1
        }
        leases[name] = HeldLease(owner: owner, epoch: epoch, expiresAt: expiresAt)
        return Lease(name: name, owner: owner, epoch: epoch, expiresAt: expiresAt)
    }

    package func holder(of lease: String) -> Lease? {
        guard let held = leases[lease], !held.owner.isEmpty, held.expiresAt > leaseClock() else { return nil }
        return Lease(name: lease, owner: held.owner, epoch: held.epoch, expiresAt: held.expiresAt)
    }

    package func takeOver(_ holder: Lease, owner: String, lasting: Duration) -> Lease? {
        guard let held = leases[holder.name], held.owner == holder.owner, held.epoch == holder.epoch else { return nil }
        let taken = HeldLease(owner: owner, epoch: held.epoch + 1, expiresAt: leaseClock() + lasting)
        leases[holder.name] = taken
        return Lease(name: holder.name, owner: owner, epoch: taken.epoch, expiresAt: taken.expiresAt)
    }

    package func giveUp(_ lease: Lease) {
        guard let held = leases[lease.name], held.owner == lease.owner, held.epoch == lease.epoch else { return }
        leases[lease.name] = HeldLease(owner: "", epoch: held.epoch, expiresAt: .beginning)
    }

    package func pauses() -> [Pause] {
        pausesByID.values.sorted { left, right in
            (left.destination.rawValue, left.scope.name) < (right.destination.rawValue, right.scope.name)
        }
    }

    package func pause(_ pause: Pause) {
        pausesByID[PauseID(destination: pause.destination, scope: pause.scope)] = pause
    }

    package func resume(_ destination: DestinationName) -> Bool {
        let lifted = pausesByID.keys.filter { $0.destination == destination }
        for id in lifted { pausesByID[id] = nil }
        return !lifted.isEmpty
    }
}

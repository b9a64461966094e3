import Logging
package import SyncModel

/// All that erasing people in one CRM needs, put together from the configuration.
package struct CRMErasureRoute: Sendable {
    package var name: DestinationName
    package var connector: any CRMConnector
    package var policy: RedactPolicy
    /// The fields that are written of customers.
    package var fields: [String]
    /// Those of them that only we write: `shopify_…`.
    package var ownFields: [String]
    /// Woken when lanes were marked.
    package var laneWake: WakeSignal?

    package init(
        name: DestinationName,
        connector: any CRMConnector,
        policy: RedactPolicy,
        fields: [String],
        ownFields: [String],
        laneWake: WakeSignal? = nil
    ) {
        self.name = name
        self.connector = connector
        self.policy = policy
        self.fields = fields
        self.ownFields = ownFields
        self.laneWake = laneWake
    }
}

/// Takes some people out of one CRM.
struct CRMErasurePass: Sendable {
    let route: CRMErasureRoute
    let store: any SyncStore
    let clock: any WallClock
    let random: @Sendable () -> Double
    let logger: Logger

    /// How many people are looked up at once.
    static let limit = 100

    private static let backoff = RetryPolicy(first: .seconds(2), cap: .seconds(3_600))

    /// Returns whether the CRM answered, so that more can be asked of it at once.
    func perform(_ tasks: [CRMErasure]) async throws -> Bool {
        guard route.policy != .leave else {
            try await store.save(tasks.map { $0.ended(.left) })
            return true
        }
        var left = tasks[...]
        do {
            let found = try await route.connector.find(externalIDs: tasks.map(\.externalID), kind: .customer)
            while let task = left.first {
                let outcome = try await erase(task, found: found[task.externalID]?.crmID)
                try await store.save([task.ended(outcome)])
                left.removeFirst()
            }
            return true
        } catch let fault as DeliveryFault {
            try await postpone(Array(left), fault)
            return false
        }
    }

    /// One who is refused is put off alone; what says something of the CRM puts all off that were not done.
    private func postpone(_ tasks: [CRMErasure], _ fault: DeliveryFault) async throws {
        let isOfOne = fault.disposition == .park || fault.disposition == .bisect
        var pause: Duration?
        if case .wait(let asked) = fault.disposition { pause = asked }
        let put = tasks.prefix(isOfOne ? 1 : tasks.count).map { task in
            var task = task
            task.due = clock.now + (pause ?? Self.backoff.delay(afterAttempts: task.attempts, random: random()))
            if pause == nil { task.attempts += 1 }
            task.trouble = fault.code.rawValue
            return task
        }
        try await store.save(put)
        // The CRM's words may name the person.
        logger.warning(
            "People could not be erased in the CRM yet",
            metadata: ["destination": "\(route.name)", "code": "\(fault.code)", "count": "\(put.count)"]
        )
    }

    /// Erases the contact that the lane was linked to, and the one that carries our id, which need not be the same.
    private func erase(_ task: CRMErasure, found: String?) async throws -> CRMErasure.Outcome {
        var contacts: [String] = []
        // A contact that was only shared is another customer's.
        if let link = task.link, link.standing != .shared { contacts.append(link.crmID) }
        if let found, !contacts.contains(found) { contacts.append(found) }
        var outcome = CRMErasure.Outcome.absent
        for crmID in contacts {
            let holders = try await holders(of: crmID, but: task)
            let isOthers = holders.contains { $0.link.standing == .owner }
            let isAdopted = task.isAdopted(crmID)
            let erasure = ContactErasure(
                crmID: crmID,
                fields: isAdopted && !isOthers ? route.ownFields : route.fields,
                deletes: route.policy == .delete && !isAdopted && !isOthers
            )
            switch try await route.connector.erase(erasure) {
            case .deleted: outcome = .deleted
            case .blanked: if outcome != .deleted { outcome = .blanked }
            case .absent: break
            }
            try await wake(holders)
        }
        return outcome
    }

    /// Other customers who point at the contact: to them it is given back, or they get one of their own.
    private func holders(of crmID: String, but task: CRMErasure) async throws -> [LinkHolder] {
        guard let object = task.link?.object ?? task.adopting?.object else { return [] }
        return try await store.holders(destination: route.name, object: object, crmID: crmID)
            .filter { $0.key != task.customer }
    }

    private func wake(_ holders: [LinkHolder]) async throws {
        guard !holders.isEmpty else { return }
        try await store.mark(
            holders.map(\.key),
            destination: route.name,
            force: true,
            origin: .history,
            now: clock.now
        )
        route.laneWake?.notify()
    }
}

extension CRMErasure {
    fileprivate func ended(_ outcome: Outcome) -> CRMErasure {
        var task = self
        task.outcome = outcome
        task.trouble = nil
        return task
    }
}

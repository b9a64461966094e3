import Foundation
import Sandbox
import Synchronization
import SyncModel
import Testing

@testable import SyncEngine

/// A run of everything that can go wrong between a store, processes that come and go, and a CRM; its seed tells which.
struct Simulation {
    /// What a run may hold beside traffic.
    enum Weather: CaseIterable {
        /// Nothing fails.
        case fair
        /// Calls fail, before and after they took effect.
        case faults
        /// Processes die or lose the destination while they have calls under way, and calls fail.
        case storm
    }

    let seed: UInt64
    let weather: Weather
    /// What becomes of people without an account; `nil` for a history without such.
    let guests: GuestPolicy?
    let inner: any SyncStore
    private let clock: TestClock
    let crm = FakeCRM()
    private let conductor = Conductor()
    private let fates: Fates
    let traffic: SimulatedTraffic
    private var random: SeededGenerator
    private var nodes: [SimulatedNode] = []
    private var arrived = 0
    /// A contact of somebody with a name of their own, who is the first customer.
    private var stranger: String?
    private let currentEpoch = Log<Int64>()
    private let intrusions = Log<String>()

    init(seed: UInt64, clock: TestClock, store: any SyncStore, guests: GuestPolicy? = nil) {
        self.seed = seed
        self.guests = guests
        self.clock = clock
        inner = store
        weather = Weather.allCases[Int(seed % 3)]
        random = SeededGenerator(seed: seed &* 7919)
        fates = Fates(seed: seed, chance: weather == .fair ? 0 : 0.15)
        let merges = seed % 2 == 0
        traffic = SimulatedTraffic(
            count: Int.random(in: 20...60, using: &random),
            merges: merges,
            guests: guests != nil,
            random: &random
        )
        crm.with {
            $0.renamesSurvivors = seed % 4 == 0
            $0.lacksMerging = seed % 10 == 6
        }
    }

    mutating func run() async throws {
        if Bool.random(using: &random) {
            stranger = crm.with { $0.add(.init(fields: ["email": "one@x.de", "firstname": "Her Own"])) }
        }
        try await withTaskGroupOfPasses { simulation, group in
            try await simulation.takeOver()
            for _ in 0..<250 { try await simulation.step(in: &group) }
            try await simulation.drain(in: &group)
        }
        try await verify()
    }

    private mutating func withTaskGroupOfPasses(
        _ body: (inout Simulation, inout DiscardingTaskGroup) async throws -> Void
    ) async throws {
        var failure: (any Error)?
        await withDiscardingTaskGroup { group in
            do {
                try await body(&self, &group)
            } catch {
                failure = error
                // Whatever is still stopped must end, or the group would wait for ever.
                while conductor.stoppedCount > 0 { await conductor.release(0) }
            }
        }
        if let failure { throw failure }
    }

    /// A new process takes the destination, whoever has it.
    private mutating func takeOver() async throws {
        let name = EngineStage.crmName.leaseName
        let owner = "node \(nodes.count)"
        let lease: Lease?
        if let holder = try await inner.holder(of: name) {
            lease = try await inner.takeOver(holder, owner: owner, lasting: .seconds(100_000_000))
        } else {
            lease = try await inner.acquire(lease: name, owner: owner, lasting: .seconds(100_000_000))
        }
        let epoch = try #require(lease).epoch
        currentEpoch.add(epoch)
        let store = ObservedStore(inner) { [currentEpoch, intrusions] epoch, report in
            if report.settled > 0, epoch != currentEpoch.last { intrusions.add("epoch \(epoch)") }
        }
        _ = try await store.releaseClaims(
            destination: EngineStage.crmName,
            before: epoch + 1,
            now: clock.now,
            redeliverAt: clock.now + DestinationRoute.requestTime
        )
        let connector = ConductedCRM(crm: crm, conductor: conductor, fates: fates) { [currentEpoch] in
            currentEpoch.last == epoch
        }
        nodes.append(
            SimulatedNode(
                epoch: epoch,
                store: store,
                crm: connector,
                clock: clock,
                fates: fates,
                contacts: contacts
            )
        )
    }

    private mutating func step(in group: inout DiscardingTaskGroup) async throws {
        try await replaceIfDown()
        guard let node = nodes.last else { return }
        switch Int.random(in: 0..<100, using: &random) {
        case ..<25: try await arrive(Int.random(in: 1...3, using: &random))
        case ..<45: try await node.claim(limit: Int.random(in: 1...8, using: &random), in: &group, conductor: conductor)
        case ..<80:
            let stopped = conductor.stoppedCount
            if stopped > 0 { await conductor.release(Int.random(in: 0..<stopped, using: &random)) }
            await node.collect(in: &group, conductor: conductor)
        case ..<95: clock.advance(.milliseconds(Int64.random(in: 1...4_000, using: &random)))
        case ..<97 where weather == .storm: node.dieSoon(after: Int.random(in: 0...2, using: &random))
        case ..<98 where weather == .storm: try await replace(node)
        // The former owner lives on with its calls under way and does not know yet; it may end as soon as it does.
        case ..<100 where weather == .storm:
            if Bool.random(using: &random) { node.dieSoon(after: 1) }
            try await takeOver()
        default: break
        }
    }

    /// A node that died between two of its writes is followed by another.
    private mutating func replaceIfDown() async throws {
        if let node = nodes.last, node.isDown { try await replace(node) }
    }

    private mutating func replace(_ node: SimulatedNode) async throws {
        node.die()
        // What it had sent arrives or not, but not after the next owner's first call.
        while conductor.stoppedCount > 0 { await conductor.release(0) }
        try await takeOver()
    }

    private mutating func arrive(_ count: Int) async throws {
        for record in traffic.deliveries.dropFirst(arrived).prefix(count) {
            arrived += 1
            let receipt = Receipt(
                store: EngineStage.shop,
                webhookID: "w\(arrived)",
                topic: "test",
                receivedAt: clock.now,
                body: []
            )
            _ = try await inner.apply(
                [DecodedReceipt(receipt: receipt, content: .changes([record]))],
                routing: EngineStage.routing(contacts),
                origin: arrived % 3 == 0 ? .history : .live,
                now: clock.now,
                position: nil
            )
        }
    }

    /// Traffic and faults stop; what is open is delivered.
    private mutating func drain(in group: inout DiscardingTaskGroup) async throws {
        try await arrive(traffic.deliveries.count)
        if guests != nil { try await compare() }
        fates.calm()
        try await replaceIfDown()
        nodes.last?.spare()
        try await quiet(in: &group)
        // What former owners had under way is delivered once more.
        clock.advance(DestinationRoute.requestTime)
        try await nodes.last?.claim(limit: 8, in: &group, conductor: conductor)
        try await quiet(in: &group)
        try await verify()
        // Nothing has changed, so looking at everything anew costs no write.
        let before = written
        let keys = Array(traffic.truth.keys) + traffic.guests.keys
        try await inner.mark(keys, destination: EngineStage.crmName, force: false, origin: .history, now: clock.now)
        try await quiet(in: &group)
        let repeated = written - before
        let last = crm.with { $0.calls.filter { $0.name == "upsert" }.flatMap(\.records).suffix(repeated) }
        // Whoever shares by a further address is looked at anew: only the CRM knows whether it is there still.
        var repeats: [CRMUpsert] = []
        for upsert in last where try await !sharesByFurtherAddress(upsert.key) { repeats.append(upsert) }
        #expect(repeats == [], "seed \(seed): a repeat was written")
        if weather == .fair { #expect(written <= 3 * traffic.deliveries.count, "seed \(seed): \(written) writes") }
    }

    private var contacts: ContactRules { ContactRules(guests: guests ?? .link) }

    /// Reads all of the shop, by which what was lost is found.
    private func compare() async throws {
        _ = try await inner.merge(
            MergeRequest(
                store: EngineStage.shop,
                records: traffic.truth.values.sorted { "\($0.kind) \($0.id)" < "\($1.kind) \($1.id)" },
                routing: EngineStage.routing(contacts),
                origin: .history,
                now: clock.now
            )
        )
    }

    private mutating func quiet(in group: inout DiscardingTaskGroup) async throws {
        guard let node = nodes.last else { return }
        for _ in 0..<2_000 {
            if conductor.stoppedCount > 0 {
                await conductor.release(0)
                await node.collect(in: &group, conductor: conductor)
                continue
            }
            await node.collect(in: &group, conductor: conductor)
            guard let due = try await inner.nextDue(destination: EngineStage.crmName, pausedKinds: []) else {
                if conductor.stoppedCount == 0, !node.isBusy { return }
                continue
            }
            if due > clock.now { clock.advance(due.since(clock.now)) }
            try await node.claim(limit: 8, in: &group, conductor: conductor)
        }
        Issue.record("seed \(seed): never quiet")
        while conductor.stoppedCount > 0 { await conductor.release(0) }
    }

    private func sharesByFurtherAddress(_ key: RecordKey) async throws -> Bool {
        guard let link = try await inner.link(LaneKey(destination: EngineStage.crmName, record: key)),
            link.standing == .shared
        else { return false }
        return crm.with { $0.records[.customer]?[link.crmID]?.fields["email"] } != traffic.truth[key]?.foldedEmail
    }

    private var written: Int { nodes.reduce(0) { $0 + $1.crm.written } }

    // MARK: What must be true at the end

    /// Who is who, for a failure's words.
    func people() async throws -> String {
        var words: [String] = []
        let keys = traffic.truth.keys.filter { $0.kind == .customer } + traffic.guests.keys
        for key in keys.sorted(by: { $0.id < $1.id }) {
            let link = try await inner.link(LaneKey(destination: EngineStage.crmName, record: key))
            let survivor = try await inner.record(key)?.record.survivorID.map { " merged into \($0)" } ?? ""
            words.append("\(key.id)\(survivor): \(link.map { "\($0.crmID) \($0.standing)" } ?? "none")")
        }
        let contacts = crm.with { $0.records[.customer] ?? [:] }.sorted { $0.key < $1.key }.map { id, record in
            "\(id) is \(record.externalID ?? "nobody's"), \(record.emails.sorted())"
        }
        if ProcessInfo.processInfo.environment["SLUICE_SIMULATION_STORIES"] != nil { words += try await stories(keys) }
        return (words + contacts).joined(separator: "; ")
    }

    private func verify() async throws {
        #expect(intrusions.all == [], "seed \(seed): settled under a former epoch")
        for node in nodes {
            #expect(node.crm.overlaps == [], "seed \(seed): two passes had one record in hand")
            #expect(node.troubles == [], "seed \(seed)")
        }
        let parked = try await inner.parkedLanes(FailureFilter(), limit: 100)
        #expect(parked.map(\.fault.message) == [], "seed \(seed)")
        for (key, truth) in traffic.truth.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            #expect(try await inner.record(key)?.record == truth, "seed \(seed): \(key) is not the newest")
            let records = crm.with { $0.records[key.kind] ?? [:] }
            let mine = records.filter { $0.value.externalID == String(key.id) }
            guard truth.survivorID == nil else {
                #expect(mine.isEmpty, "seed \(seed): \(key) was merged and is there still")
                continue
            }
            let link = try await inner.link(LaneKey(destination: EngineStage.crmName, record: key))
            guard let link, let held = records[link.crmID] else {
                Issue.record("seed \(seed): \(key) never arrived: \(try await people())")
                continue
            }
            #expect(mine.count <= 1, "seed \(seed): \(key) is there twice")
            switch truth {
            case .customer(let customer): try await verify(customer, key, link, held)
            case .order(let order):
                #expect(mine.first?.key == link.crmID, "seed \(seed): \(key)")
                #expect(held.fields["dealname"] == order.details.fields.name.value, "seed \(seed): \(key)")
                try await verifyContact(of: order, held, key)
            }
        }
        let standing = try await people()
        let guests = try await verifyGuests()
        let people = guests + traffic.truth.values.count { $0.kind == .customer && $0.survivorID == nil }
        #expect(
            crm.with { $0.records[.customer]?.count ?? 0 } <= people + (stranger == nil ? 0 : 1),
            "seed \(seed): \(standing)"
        )
    }

    private func verify(_ customer: CustomerRecord, _ key: RecordKey, _ link: Link, _ held: FakeCRM.Record) async throws
    {
        let profile = customer.profile.fields
        // One who shares may do so by a further address of the contact, which a merger has left there.
        let email = [profile.email.value].compactMap { $0 }
        let holds = link.standing == .owner ? held.fields["email"] == email.first : held.emails.isSuperset(of: email)
        #expect(holds, "seed \(seed): the address of \(key)")
        // By address, whosever the contact is.
        if customer.emailConsent.fields.state.value == "unsubscribed", let address = email.first {
            #expect(crm.with { $0.consents[address] } == false, "seed \(seed): the withdrawal of \(key) was lost")
        }
        guard link.standing == .owner else {
            let standing = try await people()
            let holders = try await inner.holders(
                destination: EngineStage.crmName,
                object: "contact",
                crmID: link.crmID
            )
            // One with a contact of its own, under another address, does not take over what its customer has left: a merger
            // left the address there as a further one, which cannot be cleared.
            let hasOwn = crm.with { state in
                state.records[.customer]?.values.contains { $0.externalID == key.externalID } ?? false
            }
            let isFurther = held.fields["email"] != email.first
            #expect(
                isFurther && hasOwn || holders.contains(where: { $0.link.standing == .owner }),
                "seed \(seed): \(key) shares nobody's contact: \(standing)"
            )
            return
        }
        #expect(held.externalID == String(key.id), "seed \(seed): \(key)")
        if let stranger, key.id == 1 {
            #expect(link.crmID == stranger && link.isAdopted, "seed \(seed): \(key) is not adopted")
            // A request by our id that a former owner sent before the adoption, and that comes after it, cannot be held back.
            if !nodes.contains(where: { $0.crm.late.contains(key) }) {
                #expect(held.fields["firstname"] == "Her Own", "seed \(seed): the name of \(key)")
            }
        }
        if !link.isAdopted { #expect(held.fields["firstname"] == profile.firstName.value, "seed \(seed): \(key)") }
    }

    private func verifyContact(of order: OrderRecord, _ held: FakeCRM.Record, _ key: RecordKey) async throws {
        guard let id = order.details.fields.customerID.value else {
            #expect(held.contacts == [], "seed \(seed): \(key)")
            return
        }
        let customer = try await inner.survivor(of: EngineStage.key(.customer, id))
        let lane = LaneKey(destination: EngineStage.crmName, record: customer)
        guard let contact = try await inner.link(lane)?.crmID else { return }
        #expect(held.contacts.contains(contact), "seed \(seed): \(key) lacks its contact")
        // In a storm a dead process's customer may have shared another contact than its follower finds; what it associated
        // then is not always known, so the former contact may stay beside the new one.
        if weather != .storm {
            let standing = try await people()
            #expect(
                held.contacts.count == 1,
                "seed \(seed): \(key) of \(id) has a former contact: \(held.contacts.sorted()); \(standing)"
            )
        }
    }
}

/// Values in the order in which they were told.
final class Log<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    func add(_ value: Value) { values.withLock { $0.append(value) } }
    var all: [Value] { values.withLock { $0 } }
    var last: Value? { all.last }
}

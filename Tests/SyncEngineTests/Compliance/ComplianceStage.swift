import Conformance
import Foundation
import Logging
import SQLStore
import SQLiteDriver
import Synchronization
import SyncModel
import Testing

@testable import SyncEngine

/// A shop's store in a file, with its journal, its compliance folder and a CRM, worked step by step.
final class ComplianceStage: Sendable {
    static let shop = StoreName("acme")
    static let otherShop = StoreName("other")
    static let crmName = DestinationName("crm")
    static let email = "Ada.Lovelace@Example.com"
    static let name = "Lovelace"
    static let phone = "+4915112345678"
    /// What the mapping writes of customers.
    static let fields = ["email", "firstname", "origin", "orders", "phone"]
    /// Whose bytes must be found nowhere.
    static let traces = [email.lowercased(), name.lowercased(), phone]

    let clock = TestClock()
    let folder = ScratchFolder()
    let crm = FakeCRM()
    let inner: any SyncStore
    let database: SQLiteDatabase
    let writer: JournalWriter
    let node = NodeIdentity(host: "here", process: 1, nonce: "n")
    let dropped = Mutex<[StoreName]>([])
    /// Whether dropping a token fails.
    let keepsTokens = Mutex(false)
    private let count = Mutex(0)
    private let applier: Applier

    private let seal: (any PayloadSeal)?

    init(seal: (any PayloadSeal)? = nil) async throws {
        self.seal = seal
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        database = try SQLiteDatabase(path: folder.path + "/sluice.db")
        inner = try await SQLStore(opening: database)
        writer = try JournalWriter(path: folder.path + "/inbox", clock: clock, seal: seal)
        applier = Applier(
            source: JournalSource(
                reader: JournalReader(path: folder.path + "/inbox", seal: seal),
                logger: silentLogger
            ),
            store: inner,
            decoder: LineDecoder(),
            routing: RoutingTable([Self.shop: .init(destinations: [Self.crmName])]),
            wakes: [:],
            health: ComponentHealth("applier"),
            clock: clock,
            logger: silentLogger
        )
    }

    // MARK: What comes in

    /// Receives a delivery and applies it.
    func receive(_ body: String, id: String? = nil, at time: Instant? = nil, isTest: Bool = false) async throws {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let receipt = Receipt(
            store: Self.shop,
            webhookID: id ?? "w\(number)",
            topic: String(body.prefix { $0 != " " }),
            triggeredAt: time ?? clock.now,
            receivedAt: clock.now,
            isTest: isTest,
            body: Array(body.utf8)
        )
        try await writer.append(receipt)
        try await applier.applyAll()
        clock.advance(.seconds(1))
    }

    /// Applies what lies in the journal, and lets go of segments that have ended.
    func applyAll() async throws { try await applier.applyAll() }

    static let customer = "customer 1 \(email) \(name) \(phone)"

    static func order(_ id: Int64, customer: String = "1") -> String { "order \(id) \(customer) \(email) \(name)" }

    /// Delivers what is due to the CRM, as often as needed.
    func deliver(_ contacts: ContactRules = ContactRules()) async throws {
        let lease = try await inner.acquire(
            lease: Self.crmName.leaseName,
            owner: node.owner,
            lasting: .seconds(1_000_000)
        )
        let epoch = try #require(lease).epoch
        while true {
            let lanes = try await inner.claim(
                ClaimRequest(
                    destination: Self.crmName,
                    epoch: epoch,
                    now: clock.now,
                    limits: [.customer: 100, .order: 100]
                )
            )
            guard !lanes.isEmpty else { return }
            try await deliver(lanes, epoch: epoch, contacts)
        }
    }

    /// Delivers lanes, those of one person one after another.
    private func deliver(_ lanes: [ClaimedLane], epoch: Int64, _ contacts: ContactRules) async throws {
        var waiting = lanes
        while !waiting.isEmpty {
            let inFlight = InFlight()
            let pass = DeliveryPass(
                route: DestinationRoute(
                    name: Self.crmName,
                    connector: crm,
                    mapper: TestMapper(),
                    pacer: DestinationPacer(destination: Self.crmName, quotas: [:], reserve: 0, clock: clock),
                    stores: [Self.shop: StoreFacts(name: Self.shop, domain: "acme.myshopify.com")],
                    contacts: contacts
                ),
                store: inner,
                clock: clock,
                random: { 0.5 },
                epoch: epoch,
                inFlight: inFlight
            )
            let (flying, deferred) = inFlight.admit(waiting)
            _ = try await pass.deliver(flying)
            waiting = deferred
        }
    }

    // MARK: What is done

    func worker(
        _ store: (any SyncStore)? = nil,
        policy: RedactPolicy = .delete,
        destinations: [DestinationName] = [crmName],
        inspector: (any StoreInspector)? = nil,
        grantedAt: Instant? = nil,
        logger: Logger = silentLogger
    ) -> ComplianceWorker {
        var route = ComplianceRoute(
            store: Self.shop,
            destinations: Dictionary(
                uniqueKeysWithValues: destinations.map {
                    ($0, .init(policy: policy, connector: crm, fields: Self.fields))
                }
            ),
            folder: folder.path + "/compliance",
            inbox: InboxResidue(folder: folder.path + "/inbox", writer: writer, seal: seal)
        )
        route.dropToken = {
            if self.keepsTokens.withLock({ $0 }) { throw ObservedStore.Broken() }
            self.dropped.withLock { $0.append(Self.shop) }
        }
        route.comparable = [Self.shop, Self.otherShop]
        route.grantedAt = { grantedAt }
        route.inspector = inspector
        return ComplianceWorker(
            route: route,
            store: store ?? inner,
            wake: WakeSignal(),
            node: node,
            clock: clock,
            logger: logger
        )
    }

    func eraser(_ store: (any SyncStore)? = nil, policy: RedactPolicy = .delete) -> CRMErasureWorker {
        CRMErasureWorker(
            route: CRMErasureRoute(
                name: Self.crmName,
                connector: crm,
                policy: policy,
                fields: Self.fields,
                ownFields: ["origin"]
            ),
            store: store ?? inner,
            wake: WakeSignal(),
            node: node,
            clock: clock,
            random: { 0.5 },
            logger: silentLogger
        )
    }

    /// Goes on until nothing is open, or until that takes suspiciously long.
    func perform(_ store: (any SyncStore)? = nil, policy: RedactPolicy = .delete) async throws {
        let (worker, eraser) = (worker(store, policy: policy), eraser(store, policy: policy))
        for _ in 1...50 {
            let isOpen = try await worker.performOpen()
            while try await eraser.performDue() {}
            try await applier.applyAll()
            guard isOpen else { return }
            clock.advance(.seconds(10))
        }
        Issue.record("still open after 50 rounds")
    }

    // MARK: What came of it

    func requests() async throws -> [ComplianceRequest] { try await inner.requests(ComplianceFilter(), limit: 100) }

    /// A file of the compliance folder.
    func text(of file: String) throws -> String {
        try String(contentsOfFile: folder.path + "/compliance/" + file, encoding: .utf8)
    }

    /// The traces of the person that stand in files, each with the file's name.
    func found() throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return names.flatMap { name -> [String] in
            var isFolder: ObjCBool = false
            let path = folder.path + "/" + name
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
                let bytes = FileManager.default.contents(atPath: path)
            else { return [] }
            return Self.traces.filter { ByteSearch.contains([UInt8](bytes), anyOf: [$0]) }.map { "\($0) in \(name)" }
        }
    }
}

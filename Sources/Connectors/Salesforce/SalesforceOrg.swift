import SyncModel

/// What is known of the org, fetched and kept for a while: how objects look, stages, and how much it takes at once.
actor SalesforceOrg {
    /// The most records that one collection call takes.
    static let largestChunk = 200
    static let smallestChunk = 10

    private let clock: any WallClock
    private var describes: [String: (describe: SalesforceDescribe, at: Instant)] = [:]
    private var stages: (list: [SalesforceStage], at: Instant)?
    private var personType: String?
    private var standardBook: String?
    private var orderAccounts: [FallbackAccount: (standing: SalesforceOrderAccount.Standing, at: Instant)] = [:]
    private var chunks: [String: Int] = [:]
    private var wholeChunks: [String: Int] = [:]

    init(clock: any WallClock) {
        self.clock = clock
    }

    /// Forgets what a person may have changed meanwhile, as before a check.
    func doubtAll() {
        describes = [:]
        stages = nil
        orderAccounts = [:]
    }

    func doubt(_ object: SalesforceObject) { describes[object.name] = nil }

    /// How an object looks; fetched where that is not known yet or an hour old, and anew with `fresh` unless that was
    /// just done.
    func describe(
        _ object: SalesforceObject,
        _ client: SalesforceClient,
        fresh: Bool = false
    ) async throws(SalesforceRefusal) -> SalesforceDescribe {
        if let known = describes[object.name],
            clock.now.since(known.at) < (fresh ? .seconds(30) : .seconds(3_600))
        {
            return known.describe
        }
        let call = SalesforceClient.Call(path: "sobjects/\(object.name)/describe", object: object)
        let describe = try await client.answer(call, as: SalesforceDescribe.self)
        describes[object.name] = (describe, clock.now)
        return describe
    }

    func stages(_ client: SalesforceClient, fresh: Bool = false) async throws(SalesforceRefusal) -> [SalesforceStage] {
        if let stages, clock.now.since(stages.at) < (fresh ? .seconds(30) : .seconds(3_600)) { return stages.list }
        let rows = try await SalesforceReader(client: client).query(
            "SELECT MasterLabel, ApiName, IsActive, IsClosed, IsWon, SortOrder FROM OpportunityStage "
                + "WHERE IsActive = true",
            of: .opportunity
        )
        let list = rows.compactMap(SalesforceStage.init).sorted { $0.order < $1.order }
        stages = (list, clock.now)
        return list
    }

    /// The record type that makes an account a person.
    func personType(_ client: SalesforceClient) async throws(SalesforceRefusal) -> String {
        if let personType { return personType }
        let rows = try await SalesforceReader(client: client).query(
            "SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND IsPersonType = true AND IsActive = true",
            of: .personAccount
        )
        guard let id = rows.first?.text("Id") else {
            throw SalesforceRefusal(
                fault: DeliveryFault(
                    .missingField,
                    .pause(.kind(.customer)),
                    message:
                        "the org has no active record type for person accounts: choose objects.customer: contact_account"
                )
            )
        }
        personType = id
        return id
    }

    /// The pricebook in which every product must have a price before another one can.
    func standardBook(_ client: SalesforceClient) async throws(SalesforceRefusal) -> String {
        if let standardBook { return standardBook }
        let rows = try await SalesforceReader(client: client).query(
            "SELECT Id FROM Pricebook2 WHERE IsStandard = true",
            of: .order
        )
        guard let id = rows.first?.text("Id") else {
            throw SalesforceRefusal(
                fault: DeliveryFault(
                    .missingScope,
                    .pause(.kind(.order)),
                    message: "the standard pricebook cannot be seen: give the user the right to read pricebooks"
                )
            )
        }
        standardBook = id
        return id
    }

    /// The account that the settings name for orders; one that was there an hour ago at most is taken to be there.
    func orderAccount(
        _ named: FallbackAccount,
        _ client: SalesforceClient
    ) async throws(SalesforceRefusal) -> SalesforceOrderAccount.Standing {
        if let known = orderAccounts[named], clock.now.since(known.at) < .seconds(3_600) { return known.standing }
        let standing = try await SalesforceOrderAccount(client: client).look(named)
        if case .there = standing { orderAccounts[named] = (standing, clock.now) }
        return standing
    }

    /// Whoever was named before is looked for anew: somebody may have deleted or merged it.
    func doubtOrderAccount() { orderAccounts = [:] }

    /// How many records of an object go into one call by now.
    func chunkSize(_ object: SalesforceObject) -> Int { chunks[object.name] ?? Self.largestChunk }

    /// The org could not run its automation on so many at once.
    func wasTooMuch(_ object: SalesforceObject, count: Int) {
        let next = count > 100 ? 100 : count > 50 ? 50 : Self.smallestChunk
        chunks[object.name] = min(next, chunkSize(object))
        wholeChunks[object.name] = 0
    }

    /// A full chunk went through; after some of them a larger one is tried.
    func wentThrough(_ object: SalesforceObject, count: Int) {
        guard let size = chunks[object.name], count >= size else { return }
        wholeChunks[object.name, default: 0] += 1
        guard wholeChunks[object.name, default: 0] >= 20 else { return }
        chunks[object.name] = size < 50 ? 50 : size < 100 ? 100 : Self.largestChunk
        wholeChunks[object.name] = 0
    }
}

/// A stage that the org's opportunities can have.
struct SalesforceStage: Sendable, Hashable {
    var value: String
    var label: String
    var isClosed: Bool
    var isWon: Bool
    var order: Int

    init?(_ row: SalesforceValue) {
        guard let label = row.text("MasterLabel") else { return nil }
        self.label = label
        value = row.text("ApiName") ?? label
        isClosed = row["IsClosed"]?.isTrue ?? false
        isWon = row["IsWon"]?.isTrue ?? false
        order = row.text("SortOrder").flatMap(Int.init) ?? 0
    }

    init(_ value: String, isClosed: Bool = false, isWon: Bool = false, order: Int = 0) {
        self.value = value
        label = value
        self.isClosed = isClosed
        self.isWon = isWon
        self.order = order
    }

    private var meaning: String { isWon ? "won" : isClosed ? "lost" : "open" }

    /// The stage that is meant: `won`, `lost` or `open` by what the org says of its stages, else one by name or label.
    ///
    /// "Closed Won" may be renamed, and there may be several: the first in the org's order counts.
    static func meant(by text: String, among stages: [SalesforceStage]) -> SalesforceStage? {
        let wanted = text.lowercased()
        if ["won", "lost", "open"].contains(wanted), let found = stages.first(where: { $0.meaning == wanted }) {
            return found
        }
        return stages.first { $0.value.lowercased() == wanted || $0.label.lowercased() == wanted }
    }

    static func fault(_ text: String, among stages: [SalesforceStage]) -> DeliveryFault {
        DeliveryFault(
            .invalidValue,
            ["won", "lost", "open"].contains(text.lowercased()) ? .pause(.kind(.order)) : .park,
            message: "the org has no stage \"\(text)\""
                + NearestName.offer(
                    insteadOf: text,
                    stages.map(\.label),
                    words: ["won", "lost", "open"],
                    list: "it has"
                ),
            fields: ["StageName"]
        )
    }
}

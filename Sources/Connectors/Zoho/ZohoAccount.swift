import SyncModel

/// What is known of the account, fetched and kept for a while: its organisation, fields, pipelines and currencies.
actor ZohoAccount {
    private struct Known<Value: Sendable>: Sendable {
        var value: Value
        var at: Instant
    }

    /// A person may change the account meanwhile.
    private static let shelfLife = Duration.seconds(3_600)
    /// What was just fetched is not fetched anew, however often it is doubted.
    private static let newest = Duration.seconds(30)
    private let clock: any WallClock
    private var organisation: Known<ZohoOrganisation>?
    private var fields: [ZohoModule: Known<ZohoFields>] = [:]
    private var pipelines: Known<[ZohoPipeline]>?
    private var currencies: Known<Set<String>>?
    /// The turn of whoever makes accounts.
    nonisolated let accountsTurn = ZohoTurn()
    /// Accounts that orders hang on, by name.
    private var accounts: ZohoKeptIDs
    /// Products, by their key.
    private var products: ZohoKeptIDs

    /// - Parameters:
    ///   - clock: tells what is old.
    ///   - mostKept: how many ids of accounts and of products are kept: a shop has more than come again soon, forgetting one
    ///     costs a call and keeping all memory.
    init(clock: any WallClock, mostKept: Int) {
        self.clock = clock
        accounts = ZohoKeptIDs(most: mostKept)
        products = ZohoKeptIDs(most: mostKept)
    }

    /// The organisation's facts.
    ///
    /// - Throws: A fault that stops the destination where the account is not the one that it is pinned to.
    func facts(_ client: ZohoClient, fresh: Bool = false) async throws(ZohoRefusal) -> ZohoOrganisation {
        if let organisation, isGood(organisation.at, fresh) { return organisation.value }
        let body: ZohoJSON?
        do {
            body = try await client.get("/org")
        } catch {
            // What was known is better than nothing; the write itself tells of an outage.
            guard let organisation else { throw error }
            return organisation.value
        }
        guard let fetched = body?["org"]?.list.first.flatMap({ ZohoOrganisation($0) }) else {
            throw ZohoRefusal(
                fault: DeliveryFault(
                    .unreadable,
                    .retry,
                    message: "Zoho's answer about the organisation cannot be read"
                )
            )
        }
        if let pinned = client.settings.account, pinned != fetched.id {
            throw ZohoRefusal(fault: Self.wrongAccount(pinned: pinned, actual: fetched.id))
        }
        organisation = Known(value: fetched, at: clock.now)
        client.credits.know(limit: fetched.edition.flatMap { ZohoCredits.limit(edition: $0, users: fetched.users) })
        return fetched
    }

    func fields(
        of module: ZohoModule,
        _ client: ZohoClient,
        fresh: Bool = false
    ) async throws(ZohoRefusal) -> ZohoFields {
        if let known = fields[module], isGood(known.at, fresh) { return known.value }
        // The description demands `include`; it only adds to the answer.
        let path = "/settings/fields?include=allowed_permissions_to_update&module=\(module.name)"
        let body = try await client.get(path, kind: module.kind)
        let fetched = ZohoFields((body?["fields"]?.list ?? []).compactMap { ZohoField($0) })
        fields[module] = Known(value: fetched, at: clock.now)
        return fetched
    }

    /// The pipelines of the deals' first active layout; one made of the stage's choices where the account has none.
    func pipelines(_ client: ZohoClient, fresh: Bool = false) async throws(ZohoRefusal) -> [ZohoPipeline] {
        if let pipelines, isGood(pipelines.at, fresh) { return pipelines.value }
        var fetched: [ZohoPipeline] = []
        do {
            if let layout = try await layout(of: .deals, client) {
                let body = try await client.get("/settings/pipeline?layout_id=\(layout)", kind: .order)
                fetched = (body?["pipeline"]?.list ?? []).compactMap { ZohoPipeline($0) }
            }
        } catch {
            // An edition without pipelines; the stage's own choices then say it.
            guard error.status.map({ (400..<500).contains($0) }) == true, error.fault.code != .unauthorized,
                error.item?.code != "OAUTH_SCOPE_MISMATCH", error.status != 429
            else { throw error }
        }
        if fetched.isEmpty {
            let stages = try await fields(of: .deals, client, fresh: fresh)["Stage"]?.options ?? []
            fetched = [ZohoPipeline(label: "", value: "", isDefault: true, stages: stages)]
        }
        pipelines = Known(value: fetched, at: clock.now)
        return fetched
    }

    /// The ISO codes of the currencies that may be used.
    func currencies(_ client: ZohoClient, fresh: Bool = false) async throws(ZohoRefusal) -> Set<String> {
        if let currencies, isGood(currencies.at, fresh) { return currencies.value }
        let body = try await client.get("/org/currencies")
        let fetched = Set(
            (body?["currencies"]?.list ?? []).filter { $0["is_active"]?.bool != false }
                .compactMap { $0["iso_code"]?.string }
        )
        currencies = Known(value: fetched, at: clock.now)
        return fetched
    }

    private func layout(of module: ZohoModule, _ client: ZohoClient) async throws(ZohoRefusal) -> String? {
        let body = try await client.get("/settings/layouts?module=\(module.name)", kind: module.kind)
        let active = (body?["layouts"]?.list ?? []).filter { $0["status"]?.string != "inactive" }
        let standard = active.first { $0["generated_type"]?.string == "system" }
        return (standard ?? active.first)?["id"]?.string
    }

    func account(named name: String) -> String? { accounts.id(ZohoAccounts.key(name)) }

    func keep(account id: String?, named name: String) { accounts.keep(id, ZohoAccounts.key(name)) }

    func product(_ key: String) -> String? { products.id(key) }

    func keep(product id: String?, key: String) { products.keep(id, key) }

    /// Forgets what a person may have changed meanwhile, as before a check.
    func doubtAll() {
        (organisation, pipelines, currencies) = (nil, nil, nil)
        fields = [:]
        accounts.forgetAll()
        products.forgetAll()
    }

    private func isGood(_ at: Instant, _ fresh: Bool) -> Bool {
        clock.now.since(at) < (fresh ? Self.newest : Self.shelfLife)
    }

    static func wrongAccount(pinned: String, actual: String) -> DeliveryFault {
        DeliveryFault(
            .wrongAccount,
            .pause(.destination),
            message: "the token belongs to Zoho organisation \(actual), the destination is pinned to account \(pinned)"
        )
    }
}

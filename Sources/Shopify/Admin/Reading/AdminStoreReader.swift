import FoundationEssentials
package import SyncModel
import Synchronization

/// Reads one store through its Admin API.
///
/// One for each store, for as long as the process runs: it remembers what it learnt about costs and scopes.
package struct AdminStoreReader: StoreReader {
    let client: AdminClient
    let sizes = PageSizes()
    let dialect: DialectInUse
    /// Where bulk results are kept while they are put together.
    let spillFolder: String
    /// How much of a bulk result is held in memory at once.
    let partBytes: Int
    let withheld: WithheldStores
    private let toldZones = ToldOnce()

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - client: the store's.
    ///   - demand: what mappings name beyond what every record is asked for.
    ///   - withheld: where personal data is withheld; learns of it with ``facts()``.
    ///   - spillFolder: a writable folder for parts of bulk results, as files without a name that only this process can
    ///     read and that end with it; `nil` for the system's temporary folder.
    ///   - partBytes: how much of a bulk result, as it came, is held in memory at once; `nil` for 4 MiB.
    package init(
        client: AdminClient,
        demand: ReadDemand = ReadDemand(),
        withheld: WithheldStores = WithheldStores(),
        spillFolder: String? = nil,
        partBytes: Int? = nil
    ) {
        self.client = client
        self.withheld = withheld
        dialect = DialectInUse(AdminDialect(version: client.settings.version, demand: demand))
        self.spillFolder = spillFolder ?? FileManager.default.temporaryDirectory.path
        self.partBytes = partBytes ?? BulkPartitions.partBytes
    }

    /// Asks in the dialect that the store understands, which may turn out to be a smaller one.
    func ask<Content: Decodable & Sendable>(
        _ make: (AdminDialect) -> AdminDocument,
        _ variables: [String: GraphQLValue],
        origin: Origin,
        as type: Content.Type
    ) async throws(ReadFault) -> Content {
        let asked = dialect.current
        do throws(ReadFault) {
            return try await client.ask(make(asked), variables, origin: origin, as: type)
        } catch  where error.isOfProducts && asked.withProducts {
            if dialect.dropProducts() { client.observe(.withoutProducts) }
            return try await client.ask(make(dialect.current), variables, origin: origin, as: type)
        }
    }

    /// Asks for fewer at once until Shopify does not find it too costly.
    func asking<Answer>(
        _ document: String,
        atMost wanted: Int,
        _ body: (_ size: Int) async throws(ReadFault) -> Answer
    ) async throws(ReadFault) -> Answer {
        while true {
            let size = sizes.size(of: document, atMost: wanted)
            do throws(ReadFault) {
                let answer = try await body(size)
                sizes.answered(document, at: size)
                return answer
            } catch  where error.code == .tooCostly {
                guard sizes.halve(document, from: size) else { throw error }
            } catch {
                // What takes Shopify too long fails each time: whoever asks again asks for less.
                guard error.code == .unavailable || error.code == .noAnswer, sizes.failed(document, at: size) else {
                    throw error
                }
            }
        }
    }

    /// What an answer to a call that began at this time of ours is read with.
    func snapshot(_ facts: ShopZone.Facts, begunAt: Instant) -> AdminSnapshot {
        snapshot(facts, readAt: client.watch.shopTime(at: begunAt))
    }

    /// What an answer is read with; `readAt` is when the read began, by Shopify's clock.
    func snapshot(_ facts: ShopZone.Facts, readAt: Instant) -> AdminSnapshot {
        let zone = ShopZone(facts)
        if !zone.isKnown, toldZones.isNews(facts.ianaTimezone) {
            client.observe(.unknownTimeZone(facts.ianaTimezone))
        }
        return AdminSnapshot(
            store: client.settings.store,
            readAt: readAt,
            zone: zone,
            withholdsCustomerData: withheld.contains(client.settings.store),
            demand: dialect.current.demand
        )
    }

    /// A record that could not be made of an answer that was JSON.
    static func unreadable(_ error: any Error) -> ReadFault {
        (error as? ReadFault) ?? AdminFaults.misfit(BodyProblem(error).description)
    }
}

extension ReadFault {
    /// Whether the app only lacks the right to read what a line's product or variant is.
    fileprivate var isOfProducts: Bool {
        guard code == .accessDenied, let last = path?.split(separator: ".").last else { return false }
        return last == "product" || last == "variant"
    }
}

/// Lets the first of equal texts pass.
private final class ToldOnce: Sendable {
    private let told = Mutex<Set<String>>([])

    func isNews(_ text: String) -> Bool { told.withLock { $0.count < 10 && $0.insert(text).inserted } }
}

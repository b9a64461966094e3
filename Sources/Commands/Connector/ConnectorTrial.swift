import Connectors
import Outbound
import SyncEngine
import SyncModel

/// One sample record of each kind on its way through a described CRM.
struct ConnectorTrial: Sendable {
    /// One step, with what was sent and received for it.
    struct Step: Sendable, Codable {
        var kind: String
        var name: String
        /// What came of it, in words.
        var outcome: String
        var isFine: Bool
        var exchanges: [ShownExchange]
    }

    private let settings: DestinationSettings
    private let document: DocumentNode
    private let description: RESTDescription
    private let mapping: CompiledMapping
    private let sample: SampleBody?
    private let vault: (any SecretVault)?
    private let trustRootsFile: String?

    /// - Parameters:
    ///   - settings: of the destination, with its definition.
    ///   - configuration: which has the destination, and in whose store tokens are found and kept as a server does; `nil` where
    ///     they are the trial's own and lost with it.
    ///   - sample: the record, unless a made-up one is taken.
    ///   - trustRootsFile: certificates of authorities that are trusted beside the system's; where `nil`, the configuration's.
    /// - Throws: `DocumentProblems` with every mistake of the description and its mapping.
    init(
        _ settings: DestinationSettings,
        configuration: SluiceConfiguration?,
        sample: SampleBody?,
        trustRootsFile: String? = nil
    ) throws {
        guard let loaded = try DefinitionLoader.load(settings) else {
            throw CommandFailure.usage("Only a description of type rest can be tried.")
        }
        document = loaded.document
        description = try RESTDescription(reading: document)
        mapping = try MappingLoader.load(settings)
        self.settings = settings
        self.sample = sample
        vault = configuration.map { StoreVault($0) }
        self.trustRootsFile = trustRootsFile ?? configuration?.trustRootsFile
    }

    /// Whether the trial might use up the refresh token that it is given, and not keep the one that replaces it.
    private var losesRefreshToken: Bool { vault == nil && description.usesRefreshToken }

    /// Keeps a refresh token from being used up unawares: to be asked before a call, for what is lost cannot be got back.
    ///
    /// - Parameter acceptsLoss: whether the person said that it may be lost.
    /// - Throws: `CommandFailure` with what to do instead.
    func admit(acceptsLoss: Bool) throws {
        guard losesRefreshToken, !acceptsLoss else { return }
        throw CommandFailure.usage(
            "This description logs in with a refresh token. Many services replace it with every use: the one of --credential "
                + "would be dead after this trial, and nothing here keeps the new one. Put the CRM into sluice.yaml (a "
                + "destination with type: rest, this definition and these credentials) and say --destination NAME: its tokens "
                + "are then kept sealed in the store, where \"sluice serve\" and \"sluice doctor\" find them. For a refresh token "
                + "that may be lost, say --use-up-refresh-token; --dry-run shows the requests without a call."
        )
    }

    /// Where the CRM is; `nil` where nobody says.
    var baseURL: String? { settings.baseURL ?? description.baseURL }

    private func input(_ kind: RecordKind) -> MappingInput? {
        guard let sample else { return RESTSample.input(kind) }
        guard sample.record.kind == kind else { return nil }
        let store = StoreFacts(name: StoreName("sample"), domain: "sample.myshopify.com")
        return MappingInput(store: store, record: sample.record, customer: sample.customer)
    }

    private func content(_ kind: RecordKind) throws -> MappedContent? {
        guard mapping.object(kind) != nil, let input = input(kind) else { return nil }
        do throws(DeliveryFault) {
            guard case .content(let content) = try mapping.map(input) else { return nil }
            return content
        } catch {
            throw CommandFailure.failed("The mapping cannot be applied: \(error.message)")
        }
    }

    private func connector(_ transport: any OutboundTransport) throws -> RESTConnector {
        do throws(ConnectorSettings.Mistake) {
            return try RESTConnector(
                description,
                ConnectorSettings(
                    destination: settings.name.rawValue,
                    credentials: settings.credentials,
                    baseURL: settings.baseURL,
                    account: settings.account,
                    definition: document,
                    mappedFields: Dictionary(
                        uniqueKeysWithValues: mapping.kinds.map { ($0, mapping.fieldNames($0)) }
                    ),
                    ownFields: Dictionary(uniqueKeysWithValues: mapping.kinds.map { ($0, mapping.ownFields($0)) }),
                    transport: transport,
                    pacer: Unpaced(),
                    clock: SystemClock(),
                    shelf: CredentialShelf(vault: vault ?? InMemoryVault())
                )
            )
        } catch {
            let isMissing = vault == nil && error.key.hasPrefix("credentials")
            let how =
                ". Give each with --credential NAME=ENVIRONMENT_VARIABLE, or say --destination NAME of sluice.yaml."
            throw CommandFailure.usage("\(error.key) \(error.message)" + (isMissing ? how : ""))
        }
    }

    /// The requests as they would be sent, without a call.
    func rehearse(_ kinds: [RecordKind]) throws -> [Step] {
        var steps: [Step] = []
        for kind in kinds {
            guard let content = try content(kind) else { continue }
            for (name, request) in description.rehearsal(of: content, kind: kind) ?? [] {
                let shown = ShownExchange(request, response: nil)
                steps.append(Step(kind: kind.rawValue, name: name, outcome: "", isFine: true, exchanges: [shown]))
            }
        }
        return steps
    }

    /// - Parameters:
    ///   - kinds: which kinds of record are tried.
    ///   - keeps: whether the records stay in the CRM.
    ///   - tell: is told of each step as it ends.
    /// - Returns: all steps.
    /// - Throws: what keeps the trial from beginning.
    func run(_ kinds: [RecordKind], keeps: Bool, tell: @escaping (Step) -> Void) async throws -> [Step] {
        let addresses =
            [baseURL].compactMap(\.self)
            + description.addresses(credentials: settings.credentials)
        let client = try OutboundClient(
            allowedHosts: OutboundClient.allowedHosts(forBaseURLs: addresses),
            extraTrustRootsFile: trustRootsFile
        )
        do {
            let steps = try await run(kinds, keeps: keeps, over: client, tell: tell)
            await client.shutdown()
            return steps
        } catch {
            await client.shutdown()
            throw error
        }
    }

    /// The same over a transport that is there.
    func run(
        _ kinds: [RecordKind],
        keeps: Bool,
        over base: any OutboundTransport,
        tell: @escaping (Step) -> Void
    ) async throws -> [Step] {
        let transport = ShowingTransport(base: base, secrets: settings.credentials.values.map { $0.reveal() })
        var walk = ConnectorWalk(connector: try connector(transport), transport: transport, tell: tell)
        await walk.check()
        for kind in kinds {
            guard let content = try content(kind) else { continue }
            await walk.run(content, kind: kind, keeps: keeps)
        }
        await walk.tidy()
        if losesRefreshToken { await walk.tellReplacedRefreshToken() }
        return walk.steps
    }
}

/// Lets every call through at once.
private struct Unpaced: RequestPacer {
    func admit(_ call: CallClass) async throws {}
    func observe(_ observation: QuotaObservation, for call: CallClass) {}
}

import ArgumentParser
import Outbound
import SyncModel
import Web

/// Asks a running server over its API instead of opening the store beside it.
struct ServerOption: ParsableArguments {
    @Option(
        name: .customLong("server"),
        help: ArgumentHelp(
            "Ask the server at this address, that of its dashboard; sluice.yaml is not read. The token is taken from SLUICE_ADMIN_TOKEN.",
            valueName: "url"
        )
    )
    var address: String?
    @Option(
        name: .customLong("token-file"),
        help: ArgumentHelp("With --server: a file that holds the server's admin_token.", valueName: "file")
    )
    var tokenFile: String?
    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp(
            "With --server: a PEM file of certificate authorities that are trusted beside the system's.",
            valueName: "file"
        )
    )
    var caFile: String?

    var isOn: Bool { address != nil }

    func validate() throws {
        guard address == nil, tokenFile != nil || caFile != nil else { return }
        throw ValidationError("--token-file and --ca-file belong to --server.")
    }

    /// Runs `body` with the server's desk.
    ///
    /// - Parameters:
    ///   - actor: who asks, as the server's log names them.
    ///   - body: what is asked and done there.
    /// - Returns: `false` where no server is named, and nothing was done.
    /// - Throws: `CommandFailure` for an address or a token that cannot be used, and what `body` throws.
    func ask(by actor: String = ActorOption.user, _ body: (RemoteDesk) async throws -> Void) async throws -> Bool {
        guard let text = address else { return false }
        let address = try RemoteAddress(text)
        let token = try RemoteToken.read(file: tokenFile)
        let client: OutboundClient
        do throws(TrustRootsError) {
            client = try OutboundClient(
                allowedHosts: address.allowedHosts,
                extraTrustRootsFile: caFile,
                userAgent: "sluice/\(Version.text)"
            )
        } catch {
            throw CommandFailure.usage("--ca-file: \(error).")
        }
        do {
            try await body(RemoteDesk(address, token: token, actor: actor, transport: client))
        } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
        return true
    }
}

extension CommandFailure {
    /// What a desk said, with the exit code of the command beside the store.
    init(_ failure: DeskFailure) {
        switch failure.kind {
        case .invalid, .forbidden: self = .usage(failure.words)
        case .unknown, .conflict, .unavailable: self = .failed(failure.words)
        }
    }
}

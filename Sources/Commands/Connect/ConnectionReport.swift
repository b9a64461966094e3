import ArgumentParser
import Shopify
import SyncModel

/// What became of a link, for people and for `--json`.
struct ConnectionReport: Codable {
    var store: String
    var link: String
    var expiresAt: String
    /// `waiting`, `connected`, `refused` or `expired`.
    var state = "waiting"
    var scopes: [String] = []
    var missingScopes: [String] = []
    var problem: String?

    init(store: String, _ invitation: InstallDesk.Invitation) {
        self.store = store
        link = invitation.link.url
        expiresAt = Timestamp(invitation.expiresAt).utcSeconds
    }

    mutating func take(_ end: ConnectionWait.End) {
        switch end {
        case .ended(.granted(let granted)):
            state = "connected"
            scopes = granted
            missingScopes = InstallOutcome.missing(from: granted)
        case .ended(.refused(let words)):
            state = "refused"
            problem = words
        case .expired: state = "expired"
        case .detached: break
        }
    }

    func show() {
        switch state {
        case "connected":
            Output.line("Connected. Granted: \(scopes.isEmpty ? "no scope" : scopes.joined(separator: ", ")).")
            guard !missingScopes.isEmpty else { return }
            Output.line(
                "Not granted: \(missingScopes.joined(separator: ", ")). Add them to the app's scopes, release the version, "
                    + "and connect again; sluice doctor says what is missed without them."
            )
        case "waiting":
            Output.line("Detached. The link stays good until \(expiresAt); sluice doctor shows what came of it.")
        default: break
        }
    }

    /// The documented exit code.
    func finish() throws {
        switch state {
        case "refused": throw CommandFailure.failed(problem ?? "Refused.")
        case "expired": throw CommandFailure.timedOut("Nobody used the link within an hour.")
        default: if !missingScopes.isEmpty { throw ExitCode(4) }
        }
    }
}

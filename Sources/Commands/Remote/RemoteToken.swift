import Foundation
import SyncModel

/// The token that a server knows who asks by: from the environment or from a file, never from an argument, which every
/// user of the machine can see.
enum RemoteToken {
    static let variable = "SLUICE_ADMIN_TOKEN"

    /// - Parameters:
    ///   - file: whose first line is the token; `nil` to take the variable.
    ///   - environment: the process's.
    /// - Returns: the token.
    /// - Throws: `CommandFailure` where there is none, or one that no header can carry.
    static func read(
        file: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandFailure) -> Secret {
        let place: String
        let text: String
        if let file {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw .usage(
                    "--token-file \(file) cannot be read: name a readable file that holds the token and nothing else."
                )
            }
            (place, text) = ("--token-file \(file)", String(decoding: data, as: UTF8.self))
        } else {
            (place, text) = (variable, environment[variable] ?? "")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: " ").joined() }.filter {
            !$0.isEmpty
        }
        guard let token = lines.first else {
            throw .usage(
                file == nil
                    ? "No token: put the server's admin_token into \(variable), or its path into --token-file."
                    : "\(place) is empty: it must hold the server's admin_token."
            )
        }
        guard lines.count == 1, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .usage("\(place) holds more than a token: one line of plain characters is taken.")
        }
        return Secret(token)
    }
}

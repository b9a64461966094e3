import Foundation
import Synchronization
import Testing

/// Texts that processes wrote, to be looked through for what may not stand in them.
final class Findings: Sendable {
    private struct Text: Sendable {
        var name: String
        var text: String
        /// Whether a person asked for what is held of somebody.
        var isAsked: Bool
    }

    private let texts = Mutex<[Text]>([])

    func keep(_ name: String, _ text: String, isAsked: Bool = false) {
        texts.withLock { $0.append(Text(name: name, text: text, isAsked: isAsked)) }
    }

    /// What was written where a person asked.
    var asked: String { texts.withLock { $0 }.filter(\.isAsked).map(\.text).joined() }

    /// Records an issue for each text that holds a secret, or a person where nobody asked for one.
    func check(secrets: [String], people: [String]) {
        for text in texts.withLock({ $0 }) {
            for secret in secrets where text.text.contains(secret) {
                Issue.record("\(text.name) holds a secret: \(secret)")
            }
            guard !text.isAsked else { continue }
            for word in people where text.text.localizedCaseInsensitiveContains(word) {
                let line = text.text.split(separator: "\n").first { $0.localizedCaseInsensitiveContains(word) }
                Issue.record("\(text.name) holds \"\(word)\": \(line?.prefix(400) ?? "")")
            }
        }
    }
}

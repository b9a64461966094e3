import HTTPTypes
import HummingbirdCore
import Shopify

/// What the merchant sees at the end of an installation.
struct AuthorizationPage: Sendable {
    let outcome: InstallOutcome

    var response: Response {
        Answer.make(
            isGranted ? .ok : .badRequest,
            text,
            type: "text/html; charset=utf-8",
            headers: Self.headers
        )
    }

    private var isGranted: Bool { if case .granted = outcome { true } else { false } }

    /// The address holds a code: it must not be kept, nor told to another site, and the page loads nothing at all.
    private static let headers: HTTPFields = [
        .contentSecurityPolicy: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ]

    private var text: String {
        switch outcome {
        case .granted(let store, let scopes):
            page(
                "Connected",
                ["The store \(store) is connected. You can close this page."]
                    + ["Granted: \(scopes.isEmpty ? "no scope" : scopes.joined(separator: ", "))."]
                    + (missing.isEmpty
                        ? []
                        : [
                            "Not granted: \(missing.joined(separator: ", ")). Add them to the app's scopes and connect"
                                + " again; sluice doctor says what is missed without them."
                        ])
            )
        case .refused(let refusal): page("Not connected", [refusal.words])
        }
    }

    private var missing: [String] { outcome.missingScopes }

    private func page(_ title: String, _ paragraphs: [String]) -> String {
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>Sluice: \(Self.escaped(title))</title>
        <h1>\(Self.escaped(title))</h1>
        \(paragraphs.map { "<p>\(Self.escaped($0))</p>" }.joined(separator: "\n"))
        </html>

        """
    }

    /// Scopes and Shopify's words come from outside.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}

/// A credential that cannot be printed by accident: text, debug dumps and mirrors show `***`.
///
/// Deliberately not `Codable`: it must never be written anywhere with the rest of a configuration.
package struct Secret: Sendable, Hashable {
    private let value: String

    package init(_ value: String) { self.value = value }

    package var isEmpty: Bool { value.isEmpty }

    /// The credential itself, for the one place that puts it into a request.
    package func reveal() -> String { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A record was written: what a live view shows and what latency is measured by.
package struct RecordWritten: Sendable {
    package let object: HubSpotObjectType
    package let id: Int64
    /// The record's own identifiers: its unique properties, the e-mail and the name.
    package let keys: [String: String]
    package let at: SandboxTime
    package let new: Bool
}

package import SyncModel

/// Keeps nothing (`inbox: { url: "discard:" }`), so that a benchmark can tell what storing costs.
package struct DiscardInbox: InboxTransport {
    package init() {}

    package func append(_ receipt: Receipt) async throws(InboxFailure) {}
}

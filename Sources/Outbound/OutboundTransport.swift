/// Sends one request and waits for the whole answer.
///
/// Connectors speak to the outside only through it.
///
/// Implementations inside this package: ``OutboundClient``, and a scripted one in the tests.
package protocol OutboundTransport: Sendable {
    /// Sends once, without retry: what a failure means is for the caller, who knows whether repeating is safe.
    ///
    /// Every status is a normal return. Cancelling the task ends the exchange with a failure.
    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse
}

/// How a person is told of alerts.
package protocol AlertChannel: Sendable {
    /// Sends a text of a few lines; returns once it was taken.
    ///
    /// - Throws: where it was not; it is then sent again later.
    func send(_ text: String) async throws
}

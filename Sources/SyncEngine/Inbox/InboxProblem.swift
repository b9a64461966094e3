/// Why an inbox that machines share did not do something, and whether it ever will.
package protocol InboxFault: Error, CustomStringConvertible {
    /// Whether waiting mends nothing: a person must change something.
    var needsPerson: Bool { get }
}

/// What is wrong with an inbox that machines share.
package struct InboxProblem: Sendable, Hashable {
    package var words: String
    /// Whether it stays until a person changes something.
    package var needsPerson: Bool

    /// - Parameters:
    ///   - error: an ``InboxFault``, or one that is believed to pass.
    ///   - name: of the inbox.
    init(_ error: any Error, of name: String) {
        words = "\(error) (\(name))"
        needsPerson = (error as? any InboxFault)?.needsPerson ?? false
    }
}

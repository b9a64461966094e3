/// What is known of stores and destinations at one moment, as far as alerts ask.
package struct AlertFacts: Sendable, Hashable {
    package struct Store: Sendable, Hashable {
        package var name: StoreName
        package var lastReceiptAt: Instant?
        /// Since when it can be heard, where it never sent anything.
        package var listenedSince: Instant?
        package var silence: Silence?
        package var readPause: ReadPause?
        /// Topics that are not in place.
        package var missingTopics: [String] = []
        /// Topics that were not in place at the last look, and were made again.
        package var gaps: [String] = []
        /// When Shopify may end the API version that is asked for.
        package var versionEnds: Instant?
        package var askedVersion: String?
        /// The version that answered last.
        package var servedVersion: String?
        /// When the token ends and nothing renews it.
        package var tokenEnds: Instant?

        package init(_ name: StoreName) {
            self.name = name
        }
    }

    package struct Destination: Sendable, Hashable {
        package var name: DestinationName
        /// Since when the oldest record of live traffic waits.
        package var waitingSince: Instant?
        package var parked = 0
        /// What stops all of it, or a part.
        package var pauses: [Pause] = []
        /// How long history must wait for the CRM's day to end; `nil` where enough is left.
        package var dayEndsIn: Duration?

        package init(_ name: DestinationName) {
            self.name = name
        }
    }

    /// A server's own inbox, in which accepted webhooks wait until they are applied.
    package struct Inbox: Sendable, Hashable {
        /// The server's name.
        package var server: String
        /// When the oldest of them came; or since when nobody knows, where the server does not see it itself.
        package var waitingSince: Instant

        package init(server: String, waitingSince: Instant) {
            self.server = server
            self.waitingSince = waitingSince
        }

        /// - Returns: `nil` for a server that is not there, that has no inbox of its own, or in whose inbox nothing waits.
        package init?(of node: ServerNode, now: Instant) {
            guard node.isAlive, let word = node.word, word.inbox != nil else { return nil }
            // A server that cannot read its own inbox says what it saw last.
            let lookedAt = max(word.lookedAt, node.startedAt)
            guard let since = word.unappliedSince ?? (now.since(lookedAt) > Self.stale ? lookedAt : nil) else {
                return nil
            }
            self.init(server: node.name, waitingSince: since)
        }

        /// A server looks every few seconds.
        private static let stale = Duration.seconds(120)
    }

    package var stores: [Store]
    package var destinations: [Destination]
    package var inboxes: [Inbox]

    package init(stores: [Store] = [], destinations: [Destination] = [], inboxes: [Inbox] = []) {
        self.stores = stores
        self.destinations = destinations
        self.inboxes = inboxes
    }
}

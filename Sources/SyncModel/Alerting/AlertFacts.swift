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

    package var stores: [Store]
    package var destinations: [Destination]

    package init(stores: [Store] = [], destinations: [Destination] = []) {
        self.stores = stores
        self.destinations = destinations
    }
}

/// So many calls in so much time, as a CRM documents it.
package struct CallQuota: Sendable, Hashable {
    package var limit: Int
    package var window: Duration

    package init(limit: Int, window: Duration) {
        self.limit = limit
        self.window = window
    }
}

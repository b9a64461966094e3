/// What a client may take: time, connections, bytes.
package struct ServerLimits: Sendable, Hashable {
    /// From connecting to the end of the first request's headers.
    package var headerTime: Duration
    /// From the end of the headers to the end of the body.
    package var bodyTime: Duration
    /// From an answer to the end of the next request's headers on the same connection.
    package var idleTime: Duration
    /// From the end of a request to its answer, and from one part of that to the next, while the client takes what is sent.
    package var answerTime: Duration
    /// How long a client may take nothing of what was sent to it.
    package var takingTime: Duration
    /// How long a client may go on sending after it was answered early.
    package var lingerTime: Duration
    /// Beyond so many, one that asks for nothing is closed for each that comes.
    package var connections: Int
    /// The largest body of a webhook, in bytes.
    package var bodyBytes: Int

    package init(
        headerTime: Duration = .seconds(10),
        bodyTime: Duration = .seconds(20),
        idleTime: Duration = .seconds(75),
        answerTime: Duration = .seconds(60),
        takingTime: Duration = .seconds(20),
        lingerTime: Duration = .seconds(2),
        connections: Int = 2_000,
        bodyBytes: Int = 8 << 20
    ) {
        self.headerTime = headerTime
        self.bodyTime = bodyTime
        self.idleTime = idleTime
        self.answerTime = answerTime
        self.takingTime = takingTime
        self.lingerTime = lingerTime
        self.connections = connections
        self.bodyBytes = bodyBytes
    }

    /// How often a connection looks at its deadline: one timer for all, since setting one per request costs more.
    var checkInterval: Duration { min(headerTime, bodyTime, idleTime, answerTime, takingTime, lingerTime) / 2 }
}

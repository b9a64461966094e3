extension AdminSchema {
    /// The roots, and what all parts share.
    static let roots = """
        type QueryRoot {
          bulkOperation(id: ID!): BulkOperation
          bulkOperations(first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
            sortKey: BulkOperationsSortKeys = CREATED_AT, query: String): BulkOperationConnection!
          currentAppInstallation: AppInstallation!
          currentBulkOperation(type: BulkOperationType = QUERY): BulkOperation @deprecated
          customer(id: ID!): Customer
          customers(first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
            sortKey: CustomerSortKeys = ID, query: String): CustomerConnection!
          customersCount(query: String, limit: Int = 10000): Count
          node(id: ID!): Node
          nodes(ids: [ID!]!): [Node]!
          order(id: ID!): Order
          orders(first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
            sortKey: OrderSortKeys = PROCESSED_AT, query: String, savedSearchId: ID): OrderConnection!
          ordersCount(query: String, savedSearchId: ID, limit: Int = 10000): Count
          publicApiVersions: [ApiVersion!]!
          shop: Shop!
          webhookSubscription(id: ID!): WebhookSubscription
          webhookSubscriptions(first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
            sortKey: WebhookSubscriptionSortKeys = CREATED_AT, query: String, callbackUrl: URL @deprecated,
            uri: String, format: WebhookSubscriptionFormat,
            topics: [WebhookSubscriptionTopic!]): WebhookSubscriptionConnection!
          webhookSubscriptionsCount(query: String, limit: Int = 10000): Count
        }
        type Mutation {
          bulkOperationCancel(id: ID!): BulkOperationCancelPayload
          bulkOperationRunQuery(query: String!, groupObjects: Boolean! = false): BulkOperationRunQueryPayload
          webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!,
            webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionCreatePayload
          webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
          webhookSubscriptionUpdate(id: ID!,
            webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionUpdatePayload
        }
        interface Node {
          id: ID!
        }
        interface LegacyInteroperability {
          legacyResourceId: UnsignedInt64!
        }
        interface DisplayableError {
          field: [String!]
          message: String!
        }
        type UserError implements DisplayableError {
          field: [String!]
          message: String!
        }
        type PageInfo {
          endCursor: String
          hasNextPage: Boolean!
          hasPreviousPage: Boolean!
          startCursor: String
        }
        type Count {
          count: Int!
          precision: CountPrecision!
        }
        enum CountPrecision {
          EXACT AT_LEAST
        }
        type ApiVersion {
          displayName: String!
          handle: String!
          supported: Boolean!
        }
        type AppInstallation implements Node {
          accessScopes: [AccessScope!]!
          app: App!
          id: ID!
        }
        enum AppDeveloperType { SHOPIFY PARTNER MERCHANT UNKNOWN }
        type App implements Node {
          id: ID!
          handle: String
          title: String!
          developerType: AppDeveloperType!
          published: Boolean!
        }
        type AccessScope {
          description: String!
          handle: String!
        }
        type Shop implements Node {
          id: ID!
          name: String!
          myshopifyDomain: String!
          email: String!
          currencyCode: CurrencyCode!
          ianaTimezone: String!
          timezoneOffset: String!
          timezoneOffsetMinutes: Int!
          plan: ShopPlan!
        }
        type ShopPlan {
          partnerDevelopment: Boolean!
          publicDisplayName: String!
          shopifyPlus: Boolean!
        }
        type MoneyBag {
          presentmentMoney: MoneyV2!
          shopMoney: MoneyV2!
        }
        type MoneyV2 {
          amount: Decimal!
          currencyCode: CurrencyCode!
        }
        scalar ARN
        scalar DateTime
        scalar Decimal
        scalar Money
        scalar URL
        scalar UnsignedInt64
        enum CurrencyCode {
          AUD CAD EUR GBP JPY USD
        }
        enum CountryCode {
          AU CA DE ES FR GB JP US
        }
        """
}

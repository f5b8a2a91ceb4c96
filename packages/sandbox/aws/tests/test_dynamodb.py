"""DynamoDB."""

from __future__ import annotations

from conftest import Aws


def test_answers_for_contributor_insights(aws: Aws) -> None:
    table = aws.table()
    assert aws.dynamodb.describe_contributor_insights(TableName=table)["ContributorInsightsStatus"] == "DISABLED"
    aws.dynamodb.update_contributor_insights(TableName=table, ContributorInsightsAction="ENABLE")
    assert aws.dynamodb.describe_contributor_insights(TableName=table)["ContributorInsightsStatus"] == "ENABLED"

"""Who was seen to call whom, how often: dependencies, service graphs and traces as documents.

Jaeger and Zipkin (dependencies, traces), OpenTelemetry (service-graph metrics, OTLP traces) and
Kiali all come to the same `calls`; `drafted` makes services, needs and demands of them. `traces`
is the room that the table of formats enters.
"""

__all__ = ["traces"]

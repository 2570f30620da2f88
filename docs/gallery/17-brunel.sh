# A balanced network
# Brunel's network at a tenth of its size: excitatory and inhibitory neurons, spikes on exact times, described in YAML. The picture shows the inhibitory ones.
cat > brunel.yaml <<'YAML'
duration: 0.5
populations:
  excitatory: &cells {model: lif, neurons: 800, membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.002}
  inhibitory: {<<: *cells, neurons: 200}
projections:
  - {from: excitatory, to: [excitatory, inhibitory], rule: fixed_in_degree, count: 80, weight: 1, delay: 0.0015}
  - {from: inhibitory, to: [excitatory, inhibitory], rule: fixed_in_degree, count: 20, weight: -5, delay: 0.0015}
inputs:
  - {to: [excitatory, inhibitory], rate: 2000, weight: 1}
record: [inhibitory]
YAML
interspike network brunel.yaml --seed 7 -o brunel.nwb --figure brunel.png

# a network as the Topology Zoo writes them
Creator "a converter"
Version 1
graph [
  Network "Coast"
  directed 0
  node [
    id 0
    label "Kiel"
    Country "Germany"
    Longitude 10.13
    Latitude 54.32
    Internal 1
  ]
  node [
    id 1
    label "Rostock &amp; Warnem&#252;nde"
    Longitude 12.13
    Latitude 54.09
    Internal 1
  ]
  node [
    id 2
    label "None"
    Internal 0
    note "password hunter2"
  ]
  node [
    id 3
    label "Kiel"
    Internal 1
    graphics [ x 1 y 2 ]
  ]
  edge [
    source 0
    target 1
    LinkLabel "OC-192c"
    LinkSpeed "10"
    LinkSpeedUnits "G"
    LinkSpeedRaw 10000000000.0
  ]
  edge [
    source 1
    target 0
    LinkLabel "OC-192c"
  ]
  edge [ source 1 target 2 ]
  edge [ source 1 target 3 ]
  edge [ source 3 target 3 ]
  edge [ source 3 target 7 ]
]

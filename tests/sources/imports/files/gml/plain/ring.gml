graph [
  directed 1
  node [ id 1 label "a" ]
  node [ id 2 label "b" ]
  node [ id 3 label "c" ]
  edge [ source 1 target 2 id 7 ]
  edge [ source 2 target 3 id 8 capacity 2.5 ]
  edge [ source 3 target 1 id 1 ]
  edge [ source 2 target 1 ]
]

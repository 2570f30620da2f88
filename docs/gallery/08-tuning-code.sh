# A population code
# Neurons with preferred orientations in steps of 5°. The stimulus turns by 30° every 400 ms, after four trials of 100 ms, and the hill of activity follows it.
python3 -c "import numpy as np; np.save('angles.npy', np.arange(0, 180, 30.0)[:, None])"
interspike encode --data angles.npy --code tuning --range 0,180 --period 180 --neurons 36 --trials 4 \
  --seed 7 -o trains.nwb --figure tuning-code.png

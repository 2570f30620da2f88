# What it sees
# The film, and beside it what the spikes of single frames say: the model sees whitened pictures, in which edges stand out.
interspike stream runs/iterative --video video/cockatoo.mp4 --size 320x176 --frames 60 --retain 0.5 --seed 7 \
  --reconstruction seen.mp4 -q
ffmpeg -y -v error -i video/cockatoo.mp4 -i seen.mp4 -filter_complex \
  "[0]scale=320:176,format=gray,select='eq(n,10)+eq(n,30)+eq(n,50)',tile=1x3[a];[1]select='eq(n,10)+eq(n,30)+eq(n,50)',tile=1x3[b];[a][b]hstack" \
  -frames:v 1 -update 1 seen.png
